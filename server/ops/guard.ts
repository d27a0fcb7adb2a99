import { sql } from 'drizzle-orm';
import { tallies } from '#db/schema';
import { type Blockable, listLevers, spending, standingBlocks } from '../send-guard';
import { UNITS } from '../sms-money';
import { db } from '../stores';

/** No block lasts longer than half of it: whoever is blocked refused somebody within it. */
const LOOK_BACK_MILLISECONDS = 25 * 3_600_000;

/** So many prefixes and countries that refused most are asked for their blocks. */
const ASKED = 50;

/** What holds now: money in the operator's currency, times in ISO 8601. */
export async function guardNow() {
  const [budgets, levers, blocks] = await Promise.all([spending(), listLevers(), blocksNow()]);
  return {
    budgets: budgets.map(({ seconds, max, spent, short }) => ({
      seconds,
      max: max / UNITS,
      spent: spent / UNITS,
      short: short / UNITS,
    })),
    levers: levers.map((lever) => ({ ...lever, setAt: lever.setAt.toISOString() })),
    blocks,
  };
}

/** The key-value store cannot be searched: who was refused for a block says where to look. */
async function blocksNow() {
  const since = new Date(Date.now() - LOOK_BACK_MILLISECONDS).toISOString();
  const rows = await db().execute(sql`
    select label as kind, case label when 'country' then country else prefix end as id
    from ${tallies}
    where hour > ${since} and name = 'guard-refused' and label in ('prefix', 'country')
    group by 1, 2 order by sum(count) desc limit ${ASKED}`);
  const blocks = await standingBlocks(rows as unknown as Blockable[]);
  return blocks
    .map((block) => ({ ...block, until: new Date(block.until).toISOString() }))
    .toSorted((a, b) => b.until.localeCompare(a.until));
}
