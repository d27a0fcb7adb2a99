import type { Command, Reply, Transport } from './transport';

type Value = string | string[] | Map<string, number> | Hash;
type Entry = { value: Value; expiresAt: number };
type Handler = (key: string, args: string[]) => unknown;

class Hash extends Map<string, string> {}

/**
 * A Redis for one process, for development: a few commands, in a Map, as Redis answers them (the
 * contract in e2e/support/kv-contract holds it to that). They run synchronously, so each transaction is
 * atomic. Gone when the process ends.
 */
export function mapTransport(): Transport {
  const handlers = commandsOn(new Map());
  const handlerOf = ([name]: Command) => handlers[String(name).toUpperCase()];
  const run = (command: Command): Reply => {
    const [name, key, ...args] = command;
    const handler = handlerOf(command);
    if (!handler) return { error: `ERR unknown command '${name}'` };
    try {
      return { result: handler(String(key), args.map(String)) };
    } catch (error) {
      return { error: (error as Error).message };
    }
  };
  const discarded = { error: 'EXECABORT Transaction discarded because of previous errors.' };
  return {
    one: async (command) => run(command),
    pipeline: async (commands) => commands.map(run),
    transaction: async (commands) =>
      commands.every(handlerOf) ? commands.map(run) : commands.map(() => discarded),
  };
}

function commandsOn(entries: Map<string, Entry>): Record<string, Handler> {
  const live = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    if (entry && entry.expiresAt <= Date.now()) entries.delete(key);
    return entries.get(key);
  };
  const held = <T extends Value>(key: string, isT: (value: Value) => value is T): T | undefined => {
    const value = live(key)?.value;
    if (value === undefined || isT(value)) return value;
    throw new Error('WRONGTYPE Operation against a key holding the wrong kind of value');
  };
  const text = (key: string) => held(key, (value) => typeof value === 'string') ?? null;
  /** Unlike GET, MGET has null for what is no string. */
  const stringAt = (key: string) => {
    const value = live(key)?.value;
    return typeof value === 'string' ? value : null;
  };
  const listAt = (key: string) => held(key, (value) => Array.isArray(value)) ?? [];
  const scores = (key: string) => held(key, isScores) ?? new Map<string, number>();
  const hashAt = (key: string) => held(key, (value) => value instanceof Hash) ?? new Hash();
  const put = (key: string, value: Value, expiresAt = Number.POSITIVE_INFINITY) =>
    entries.set(key, { value, expiresAt });
  /** Keeps when it expires. As in Redis, nothing is held under the key of an empty collection. */
  const change = (key: string, value: Value, size: number) =>
    size > 0 ? put(key, value, live(key)?.expiresAt) : entries.delete(key);
  const removeMembers = (key: string, matches: (member: string, score: number) => boolean) => {
    const set = scores(key);
    const gone = [...set].filter(([member, score]) => matches(member, score));
    for (const [member] of gone) set.delete(member);
    change(key, set, set.size);
    return gone.length;
  };

  return {
    PING: () => 'PONG',
    GET: (key) => text(key),
    MGET: (key, more) => [key, ...more].map(stringAt),
    SET: (key, [value = '', ...options]) => {
      const { onlyNew, seconds } = setOptions(options);
      if (onlyNew && live(key)) return null;
      put(key, value, Date.now() + seconds * 1000);
      return 'OK';
    },
    GETDEL: (key) => {
      const value = text(key);
      entries.delete(key);
      return value;
    },
    DEL: (key, more) => [key, ...more].filter((each) => live(each) && entries.delete(each)).length,
    INCR: (key) => {
      const next = integer(text(key) ?? '0') + 1;
      put(key, String(next), live(key)?.expiresAt);
      return next;
    },
    RPUSH: (key, items) => {
      const list = [...listAt(key), ...items];
      change(key, list, list.length);
      return list.length;
    },
    LRANGE: (key, [from, to]) => slice(listAt(key), from, to),
    LTRIM: (key, [from, to]) => {
      const list = slice(listAt(key), from, to);
      change(key, list, list.length);
      return 'OK';
    },
    LREM: (key, [count, item]) => {
      const [list, most] = [listAt(key), integer(count)];
      const places = list.flatMap((each, i) => (each === item ? [i] : []));
      const gone = most === 0 ? places : most > 0 ? places.slice(0, most) : places.slice(most);
      const left = list.filter((_, i) => !gone.includes(i));
      change(key, left, left.length);
      return gone.length;
    },
    EXPIRE: (key, [seconds]) => {
      const expiresAt = Date.now() + integer(seconds) * 1000;
      const entry = live(key);
      if (entry) entry.expiresAt = expiresAt;
      return entry ? 1 : 0;
    },
    TTL: (key) => {
      const entry = live(key);
      if (!entry) return -2;
      return entry.expiresAt === Infinity ? -1 : Math.round((entry.expiresAt - Date.now()) / 1000);
    },
    ZADD: (key, [score, member = '', ...more]) => {
      if (more.length > 0) throw new Error('ERR syntax error: one member at a time here');
      const set = scores(key);
      const added = set.has(member) ? 0 : 1;
      set.set(member, float(score));
      change(key, set, set.size);
      return added;
    },
    ZREM: (key, members) => removeMembers(key, (member) => members.includes(member)),
    ZREMRANGEBYSCORE: (key, [from, to]) => {
      const [least, most] = [float(from), float(to)];
      return removeMembers(key, (_, score) => score >= least && score <= most);
    },
    ZRANGE: (key, [from, to, ...options]) => {
      if (options.length > 0) throw new Error('ERR syntax error: by rank only here');
      const sorted = [...scores(key)].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1));
      return slice(sorted, from, to).map(([member]) => member);
    },
    HGETALL: (key) => [...hashAt(key)].flat(),
    HINCRBY: (key, [field = '', by]) => {
      const hash = hashAt(key);
      const next = integer(hash.get(field) ?? '0') + integer(by);
      change(key, hash.set(field, String(next)), hash.size);
      return next;
    },
    HSETNX: (key, [field = '', value = '']) => {
      const hash = hashAt(key);
      if (hash.has(field)) return 0;
      change(key, hash.set(field, value), hash.size);
      return 1;
    },
    HDEL: (key, fields) => {
      const hash = hashAt(key);
      const gone = fields.filter((field) => hash.delete(field)).length;
      change(key, hash, hash.size);
      return gone;
    },
  };
}

function isScores(value: Value): value is Map<string, number> {
  return value instanceof Map && !(value instanceof Hash);
}

function setOptions(options: string[]): { onlyNew: boolean; seconds: number } {
  const [match, nx, ex] = /^(nx)? ?(?:ex (\S+))?$/i.exec(options.join(' ')) ?? [];
  if (match === undefined) throw new Error('ERR syntax error: NX and EX only here');
  const seconds = ex === undefined ? Number.POSITIVE_INFINITY : integer(ex);
  if (seconds <= 0) throw new Error("ERR invalid expire time in 'set' command");
  return { onlyNew: nx !== undefined, seconds };
}

/** From `from` to `to`, both included; a negative one counts from the end. */
function slice<T>(list: T[], from?: string, to?: string): T[] {
  const last = integer(to) < 0 ? list.length + integer(to) : integer(to);
  return list.slice(integer(from), Math.max(0, last + 1));
}

function integer(text = ''): number {
  if (/^-?\d+$/.test(text)) return Number(text);
  throw new Error('ERR value is not an integer or out of range');
}

function float(text = ''): number {
  const number = Number(text.replace(/^([-+]?)inf$/, '$1Infinity') || Number.NaN);
  if (!Number.isNaN(number)) return number;
  throw new Error('ERR value is not a valid float');
}
