import { gauge } from './metrics';
import { spending } from './send-guard';
import { breakerStates } from './sms';
import { UNITS } from './sms-money';

/** Has Prometheus see what is so now, and not only what happened. Once per process. */
export function exposeGauges(): void {
  const budget = ['window'] as ['window'];
  gauge(
    'gatehouse_sms_budget',
    "Most money for SMS in the window, in the operator's currency.",
    budget,
    () => budgets(({ max }) => max),
  );
  gauge('gatehouse_sms_budget_spent', 'Of that, what is spent.', budget, () =>
    budgets(({ spent }) => spent),
  );
  gauge(
    'gatehouse_breaker_open',
    '1 while a process passes over a sender in a country.',
    ['sender', 'country'],
    async () => breakers(),
  );
}

type Spending = Awaited<ReturnType<typeof spending>>[number];

async function budgets(
  amountOf: (budget: Spending) => number,
): Promise<[{ window: string }, number][]> {
  const all = await spending();
  return all.map((each) => [{ window: `${each.seconds / 3_600}h` }, amountOf(each) / UNITS]);
}

function breakers(): [{ sender: string; country: string }, number][] {
  return breakerStates().map(({ state, ...of }) => [of, state === 'closed' ? 0 : 1]);
}
