import { cpus } from 'node:os';
import { limitEach } from '../cgroup';
import { type Contestant, MEASURED_CORE, pin } from '../contestant';
import { gatehouse } from '../contestants';
import { processTree, untilAtRest } from '../cpu';
import type { Bench } from '../load';
import { type Entry, figureOf, measureInTurn } from '../measure';
import { ratios, spread, table, verdict } from '../table';
import { benchUsers } from './users';

const CONNECTIONS = 16;

/** Of a core, for each worker: two of them leave the other core to the load and the stores. */
const SHARE = 0.5;

/** What a second process adds, and what millions of users cost. */
export async function benchGrowth(bench: Bench): Promise<string> {
  return `${await benchProcesses(bench)}\n\n${await benchUsers(bench)}`;
}

async function benchProcesses(bench: Bench): Promise<string> {
  const servers = [
    await gatehouse(bench.around, { WORKERS: '1' }),
    await gatehouse(bench.around, { WORKERS: '2' }),
  ];
  // The first worker serves while the other still starts.
  for (const { pid } of servers) await untilAtRest(pid);
  const workers = servers.map(workersOf);
  for (const { pid } of servers) pin(pid, MEASURED_CORE);
  const limited = limitEach(workers.flat(), SHARE);
  const entries = servers.flatMap((server, i) => entriesOf(bench, server, i + 1));
  const measured = await measureInTurn(entries, bench.around.stores, bench).finally(() =>
    limited?.lift(),
  );
  for (const { stop } of servers) await stop();

  const rows = ['pictures', 'sign-ups'].map((what) => {
    const of = (workers: number, figure: 'perSecond' | 'cpu') =>
      figureOf(measured, nameOf(what, workers), figure);
    const growth = ratios(of(2, 'perSecond'), of(1, 'perSecond'));
    const cost = ratios(of(2, 'cpu'), of(1, 'cpu'));
    const rates = [spread(of(1, 'perSecond'), 1), spread(of(2, 'perSecond'), 1)];
    const target = limited ? verdict(growth, { least: 1.8 }) : '';
    return [what, ...rates, limited ? spread(growth) : '', spread(cost), target];
  });
  const head = ['', '1 worker, /s', '2 workers, /s', '×', 'CPU of each ×', ''];
  return `${table([head, ...rows])}\n\n${explanation(limited !== undefined, workers)}`;
}

function explanation(isLimited: boolean, workers: number[][]): string {
  const found = workers.map((each) => each.length).join(' and ');
  const how = isLimited
    ? `Each worker has ${SHARE} of a core by a cgroup of its own, so that two of them together have core ${MEASURED_CORE} of the ${cpus().length} and the load and the stores the other.`
    : 'No cgroup may be made here, so what a second worker adds could not be measured: both shared one core.';
  return `${how} Processes that served: ${found}.`;
}

/** Those the first process started; alone it is its own worker. */
function workersOf({ pid }: Contestant): number[] {
  const [first = pid, ...children] = processTree(pid);
  return children.length > 0 ? children : [first];
}

function entriesOf({ load }: Bench, contestant: Contestant, workers: number): Entry[] {
  const { url } = contestant;
  const job = { url, connections: CONNECTIONS };
  return [
    {
      name: nameOf('pictures', workers),
      contestant,
      run: (seconds) =>
        load.ask('pictures', { ...job, url: `${url}/api/v1_0/image_codes`, seconds }),
    },
    {
      name: nameOf('sign-ups', workers),
      contestant,
      run: (seconds) => load.ask('sign-ups', { ...job, who: 'gatehouse', seconds }),
    },
  ];
}

const nameOf = (what: string, workers: number) => `${what} of ${workers}`;
