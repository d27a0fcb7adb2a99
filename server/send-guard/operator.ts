import { parseArgs } from 'node:util';
import { env } from '../env';
import { Mistake } from '../mistake';
import { parseDuration } from '../policy';
import { lift } from './blocks';
import { countDecisions } from './decisions';
import { parseLeverName } from './lever-name';
import { listLevers, removeLever, setLever } from './levers';
import { decisionsTable, leversTable } from './tables';
import { USAGE } from './usage';

/** Does what `actor` typed and returns what to tell them. Throws a `Mistake`. */
export async function operate(args: string[], actor: string): Promise<string> {
  const { operands, last } = parse(args);
  const [verb = '', ...rest] = operands;
  if (verb === 'help') return USAGE;
  const run = VERBS.get(verb);
  if (!run) throw new Mistake(verb ? `There is no ${verb}.\n\n${USAGE}` : USAGE);
  if (last !== undefined && verb !== 'decisions') throw new Mistake('--last is for decisions.');
  return run(rest, actor, last);
}

function parse(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { last: { type: 'string' }, help: { type: 'boolean' } },
    });
    return { operands: values.help ? ['help'] : positionals, last: values.last };
  } catch (error) {
    throw new Mistake(`${(error as Error).message}\n\n${USAGE}`);
  }
}

type Verb = (operands: string[], actor: string, last?: string) => Promise<string>;

const VERBS = new Map<string, Verb>(Object.entries({ status, stop, resume, allow, forget, budget }))
  .set('lift', liftBlock)
  .set('decisions', decisions);

async function status(operands: string[]): Promise<string> {
  atMost(0, operands);
  return leversTable(await listLevers());
}

async function stop(operands: string[], actor: string): Promise<string> {
  const { name } = scopeIn(operands, ['all', 'country', 'prefix']);
  await setLever(name, 'stop', actor);
  return name === 'all' ? 'No SMS is sent any more.' : `No SMS is sent to ${name} any more.`;
}

async function resume(operands: string[], actor: string): Promise<string> {
  const { kind, name } = scopeIn(operands, ['all', 'country', 'prefix']);
  if (kind === 'prefix') throw new Mistake(`To end what was said of ${name}: forget ${name}`);
  if (!(await removeLever(name, actor))) return `${capital(name)} was not stopped.`;
  return `${capital(name)} is not stopped any more.\n\n${await status([])}`;
}

async function allow(operands: string[], actor: string): Promise<string> {
  const { name } = scopeIn(operands, ['country', 'prefix']);
  await setLever(name, 'allow', actor);
  return `Numbers that begin with ${name} pass.`;
}

async function forget(operands: string[], actor: string): Promise<string> {
  const { kind, name } = scopeIn(operands, ['country', 'prefix']);
  if (kind === 'country') throw new Mistake(`To end a stop of ${name}: resume ${name}`);
  const wasThere = await removeLever(name, actor);
  return wasThere ? `Nothing is said of ${name} any more.` : `Nothing was said of ${name}.`;
}

async function budget(operands: string[], actor: string): Promise<string> {
  const value = operands.join(' ');
  if (value === 'default') {
    await removeLever('budget', actor);
    return 'The budget is what SMS_BUDGET says.';
  }
  await setLever('budget', value, actor);
  return `The budget is ${value}.`;
}

async function liftBlock(operands: string[], actor: string): Promise<string> {
  const { kind, name } = scopeIn(operands, ['country', 'prefix']);
  const { KV_REST_API_URL, REDIS_URL } = env();
  if (!KV_REST_API_URL && !REDIS_URL) {
    throw new Mistake(
      'Set KV_REST_API_URL or REDIS_URL: without them blocks are in the memory of the process that serves, and end with it.',
    );
  }
  await lift(kind === 'country' ? kind : 'prefix', name, actor);
  return `${name} is not blocked.`;
}

async function decisions(operands: string[], _actor: string, last = '24h'): Promise<string> {
  atMost(0, operands);
  const seconds = parseDuration(last);
  if (!Number.isSafeInteger(seconds)) {
    throw new Mistake(`${last} is no duration: write it as 30m, 1h or 7d.`);
  }
  return decisionsTable(await countDecisions(seconds), last);
}

/** The one scope that is meant; without operands all, where that may be. */
function scopeIn(operands: string[], kinds: string[]) {
  // A number may have been typed with spaces.
  const typed = operands.join(' ') || 'all';
  if (operands.length === 0 && !kinds.includes('all')) {
    throw new Mistake(
      'Say of whom: two letters such as CN, or how numbers begin, such as +8617612.',
    );
  }
  const scope = parseLeverName(typed);
  if (kinds.includes(scope.kind)) return scope;
  throw new Mistake(`That cannot be done to ${scope.name}.\n\n${USAGE}`);
}

function atMost(count: number, operands: string[]): void {
  const extra = operands.slice(count).join(' ');
  if (extra) throw new Mistake(`Leave out ${extra}.`);
}

function capital(name: string): string {
  return name === 'all' ? 'Sending' : name;
}
