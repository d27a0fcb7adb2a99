import { log } from '../log';
import { policy } from '../policy';
import { priceOf } from '../sms-money';
import type { SenderName } from '../sms-routes';
import { tally, timed } from '../tally';
import { note } from '../tracing';
import { type Request, writeAttempt, writeOutcome } from './attempts';
import { throughBreaker } from './breaker';
import type { CodeMessage, Message, Notice, Outcome, Sender } from './sender';
import { SENDERS } from './senders';

/** After these an SMS surely was not sent, and another sender may do better. */
const GOES_ON = new Set(['retryable', 'balance', 'config']);

/** Knows a message it took by our id, so that asking again cannot send it twice. */
const KNOWS_OUR_ID = new Set<SenderName>(['ccp']);

type Content = Omit<CodeMessage, 'id'> | Omit<Notice, 'id'>;

const NOBODY: Outcome = { status: 'failed', kind: 'config', code: 'no-sender' };

/**
 * Has one SMS delivered by the first of `names` that takes it. Goes on to the next only after what
 * surely was not sent. A sender whose breaker is open is passed over, unless nobody is left.
 */
export async function dispatch(
  names: readonly SenderName[],
  request: Request,
  content: Content,
): Promise<Outcome> {
  const senders = names.map((name) => SENDERS[name]);
  let last: Outcome | undefined;
  for (const sender of senders) {
    const { country } = request.mobile;
    const send = () => attempt(sender, request, content);
    // What comes of a notice says nothing of codes: it may lack its template.
    const outcome = content.code ? await throughBreaker(sender.name, country, send) : await send();
    if (outcome === 'passed-over') continue;
    if (!goesOn(outcome)) return outcome;
    last = outcome;
  }
  if (last) return last;
  const [first] = senders;
  return first ? attempt(first, request, content) : NOBODY;
}

/** One sender's try: a row, then the request, then what came of it. */
async function attempt(sender: Sender, request: Request, content: Content): Promise<Outcome> {
  const id = await writeAttempt(request, sender.name);
  const outcome = await send(sender, { id: id.replaceAll('-', ''), ...content });
  const { country } = request.mobile;
  log.info({ message: id, request: request.id, sender: sender.name, country, ...outcome }, 'sms');
  count(outcome, request, sender.name);
  await writeOutcome(id, outcome);
  return outcome;
}

async function send(sender: Sender, message: Message): Promise<Outcome> {
  const outcome = taken(await ask(sender, message));
  if (!isAmbiguous(outcome) || !KNOWS_OUR_ID.has(sender.name)) return outcome;
  // Only its yes is news: a no to the second says nothing of the first.
  const again = taken(await ask(sender, message));
  return again.status === 'sent' ? again : outcome;
}

async function ask(sender: Sender, message: Message): Promise<Outcome> {
  return timed('provider', async () => {
    const outcome = await sender.send(message);
    const came = outcome.status === 'sent' ? 'sent' : outcome.kind;
    note({ 'sms.sender': sender.name, 'sms.country': message.country, 'sms.outcome': came });
    return outcome;
  });
}

/** What may have been sent may have to be paid, to the one who took it. */
function count(outcome: Outcome, { mobile, purpose }: Request, sender: SenderName): void {
  const { country, prefix } = mobile;
  const of = { country, prefix, sender };
  if (outcome.status === 'failed' && !isAmbiguous(outcome)) {
    tally('send-failed', { ...of, label: outcome.kind });
    return;
  }
  tally(outcome.status === 'sent' ? 'sent' : 'send-unknown', { ...of, label: purpose });
  tally('spent', { country, sender, count: priceOf(policy().SMS_PRICES, sender, country) });
}

/** Taken before is taken. */
function taken(outcome: Outcome): Outcome {
  const isDuplicate = outcome.status === 'failed' && outcome.kind === 'duplicate';
  return isDuplicate ? { status: 'sent' } : outcome;
}

function isAmbiguous(outcome: Outcome): boolean {
  return outcome.status === 'failed' && outcome.kind === 'ambiguous';
}

function goesOn(outcome: Outcome): boolean {
  return outcome.status === 'failed' && GOES_ON.has(outcome.kind);
}
