import { type SQL, sql } from 'drizzle-orm';
import { env } from '../env';
import { failureOf, log } from '../log';
import { policy } from '../policy';
import { signedHeaders } from '../standard-webhooks';
import { db } from '../stores';

/** An event that is to be posted now, by whoever claimed it. */
interface Claimed {
  id: string;
  type: string;
  data: object;
  /** ISO 8601. */
  timestamp: string;
  /** This one included. */
  attempts: number;
}

/** As many are posted at once: one that hangs holds up none of the others. */
const LANES = 16;

/** Whoever claimed an event and has not said by then what came of it is thought dead. */
const LEASE_SECONDS = 30;

/**
 * Posts what is due, and writes down what came of it. Of any number of couriers, in any number of
 * processes, one claims an event; where that one dies another does, after the lease.
 */
export class Courier {
  readonly #underWay = new Set<Promise<void>>();

  /** `onReturn` is called when there is room for more; `now` is the database's time. */
  constructor(
    private readonly onReturn: () => void,
    private readonly now: SQL = sql`now()`,
  ) {}

  /** Sets out with what is due and tells how much; `rest` awaits what comes of it. Not twice at once. */
  async setOut(): Promise<number> {
    const room = LANES - this.#underWay.size;
    if (room === 0 || !env().EVENTS_WEBHOOK_URL) return 0;
    const claimed = await this.#claim(room);
    for (const event of claimed) {
      const delivery: Promise<void> = this.#deliver(event).finally(() => {
        this.#underWay.delete(delivery);
        this.onReturn();
      });
      this.#underWay.add(delivery);
    }
    return claimed.length;
  }

  async rest(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async #claim(count: number): Promise<Claimed[]> {
    const lease = policy().EVENTS_DEADLINE + LEASE_SECONDS;
    return db().execute<Claimed & Record<string, unknown>>(sql`
      update events set attempts = attempts + 1, next_attempt_at = ${this.now} + ${seconds(lease)}
      where id = any(array(
        select id from events where next_attempt_at <= ${this.now}
        order by next_attempt_at limit ${count} for update skip locked
      ))
      returning id, type, data, attempts,
        to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as timestamp`);
  }

  /** Never rejects: what could not be written down is found again after the lease. */
  async #deliver(event: Claimed): Promise<void> {
    const { id, type, attempts } = event;
    const failure = await post(event).catch((error) => failureOf(error));
    const wait = policy().EVENTS_RETRIES[attempts - 1];
    if (failure) {
      const words = wait === undefined ? 'event given up' : 'event not delivered';
      log[wait === undefined ? 'error' : 'warn']({ event: id, type, attempts, failure }, words);
    }
    await (failure ? this.#postpone(event, wait) : this.#finish(event)).catch((error) =>
      log.error({ event: id, type, failure: failureOf(error) }, 'event not written'),
    );
  }

  async #finish({ id }: Claimed): Promise<void> {
    await db().execute(sql`
      update events set delivered_at = ${this.now}, next_attempt_at = null where id = ${id}`);
  }

  /** Only by who tried last: after a lease somebody else may have delivered it. */
  async #postpone({ id, attempts }: Claimed, wait?: number): Promise<void> {
    const next = wait === undefined ? sql`null` : sql`${this.now} + ${seconds(wait)}`;
    await db().execute(sql`
      update events set next_attempt_at = ${next}
      where id = ${id} and attempts = ${attempts} and delivered_at is null`);
  }
}

function seconds(count: number): SQL {
  return sql`make_interval(secs => ${count})`;
}

/** The same id and body each time, by which who gets it twice knows it. Resolves with what went wrong. */
async function post({ id, type, timestamp, data }: Claimed): Promise<object | undefined> {
  const { EVENTS_WEBHOOK_URL: url = '', EVENTS_WEBHOOK_SECRET: secret = '' } = env();
  const body = JSON.stringify({ type, timestamp, data });
  const { status, body: answer } = await fetch(url, {
    method: 'POST',
    headers: signedHeaders(id, body, secret),
    body,
    redirect: 'manual',
    cache: 'no-store',
    signal: AbortSignal.timeout(policy().EVENTS_DEADLINE * 1000),
  });
  await answer?.cancel();
  return status >= 200 && status <= 299 ? undefined : { code: `http-${status}` };
}
