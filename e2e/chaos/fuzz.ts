import { complaintAbout, complaintsInLog } from './fuzz/property';
import { requestOf } from './fuzz/requests';
import { Wire } from './fuzz/wire';
import type { World } from './world';

const AT_ONCE = 8;

/** More are not looked at: they are alike. */
const MOST_COMPLAINTS = 20;

export interface Fuzzed {
  seed: number;
  requests: number;
  /** How many were answered with each status; 0: the connection was closed instead. */
  statuses: Record<number, number>;
  /** What broke the property, each with the number of its request. */
  complaints: string[];
}

/**
 * Sends so many made-up requests to all doors. None may be answered with a 500 or tell of the inside,
 * have anything sent or written, or end a process. `session`: the cookie of somebody signed in.
 */
export async function fuzz(
  world: World,
  { seed, requests, session }: { seed: number; requests: number; session: string },
): Promise<Fuzzed> {
  const { server, gateway } = world;
  const before = {
    log: server.output().length,
    asked: gateway.requests(),
    rows: await rowsOf(world),
  };
  const workers = server.workers().length;
  const statuses: Record<number, number> = {};
  const complaints: string[] = [];
  const seen = new Set<string>();
  let next = 0;
  const line = async () => {
    const { hostname, port } = new URL(world.url);
    const wire = new Wire(hostname, Number(port));
    while (next < requests && complaints.length < MOST_COMPLAINTS) {
      const nth = next++;
      const { bytes, ...how } = requestOf(seed, nth, session);
      const answer = await wire.ask(bytes, how);
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      const body = seen.has(answer.body) ? '' : answer.body;
      const complaint = complaintAbout({ ...answer, body }, world.secrets);
      if (isPage(answer.head)) seen.add(body); // they are the same each time
      if (complaint) complaints.push(`request ${nth}: ${complaint}\n${shown(bytes)}`);
    }
    wire.close();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));

  complaints.push(...complaintsInLog(server.output().slice(before.log), world.secrets));
  if (gateway.requests() !== before.asked) complaints.push('the provider was asked');
  const rows = await rowsOf(world);
  if (rows !== before.rows) complaints.push(`rows were written: ${before.rows} became ${rows}`);
  if (server.workers().length !== workers) complaints.push('a worker ended');
  return { seed, requests: next, statuses, complaints };
}

const isPage = (head: string) => /content-type: text\/html/i.test(head);

/** Of everything that stands for a person, a message or money. */
async function rowsOf({ database: { query } }: World): Promise<string> {
  const [row] = await query`
    select (select count(*) from users) as users, (select count(*) from sms_messages) as messages,
      (select count(*) from send_decisions where allowed) as decisions,
      (select count(*) from audit_log) as audit, (select count(*) from events) as events`;
  return JSON.stringify(row);
}

function shown(bytes: Buffer): string {
  return JSON.stringify(bytes.toString('latin1').slice(0, 1_200));
}
