import type { Command, Reply, Transport } from './transport';

type Value = string | Map<string, number>;
type Entry = { value: Value; expiresAt: number };
type Handler = (key: string, args: string[]) => unknown;

/**
 * A Redis for one process, for development: the commands Gatehouse uses, in a Map. Commands run
 * synchronously, so each transaction is atomic. Gone when the process ends.
 */
export function mapTransport(): Transport {
  const handlers = commandsOn(new Map());
  const run = ([name, key, ...args]: Command): Reply => {
    const handler = handlers[String(name).toUpperCase()];
    if (!handler) return { error: `ERR unknown command '${name}'` };
    return { result: handler(String(key), args.map(String)) };
  };
  const all = async (commands: Command[]) => commands.map(run);
  return { one: async (command) => run(command), pipeline: all, transaction: all };
}

function commandsOn(entries: Map<string, Entry>): Record<string, Handler> {
  const live = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    if (entry && entry.expiresAt <= Date.now()) entries.delete(key);
    return entries.get(key);
  };
  const text = (key: string) => (live(key)?.value as string | undefined) ?? null;
  const scores = (key: string) => live(key)?.value as Map<string, number> | undefined;
  const put = (key: string, value: Value, expiresAt = Number.POSITIVE_INFINITY) =>
    entries.set(key, { value, expiresAt });

  return {
    PING: () => 'PONG',
    GET: (key) => text(key),
    SET: (key, [value = '', ...options]) => {
      const words = options.map((option) => option.toUpperCase());
      if (words.includes('NX') && live(key)) return null;
      const seconds = words.includes('EX') ? Number(words[words.indexOf('EX') + 1]) : Infinity;
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
      const next = Number(text(key) ?? 0) + 1;
      put(key, String(next), live(key)?.expiresAt);
      return next;
    },
    EXPIRE: (key, [seconds]) => {
      const entry = live(key);
      if (entry) entry.expiresAt = Date.now() + Number(seconds) * 1000;
      return entry ? 1 : 0;
    },
    TTL: (key) => {
      const entry = live(key);
      if (!entry) return -2;
      return entry.expiresAt === Infinity ? -1 : Math.round((entry.expiresAt - Date.now()) / 1000);
    },
    ZADD: (key, [score, member = '']) => {
      const set = scores(key) ?? new Map<string, number>();
      const added = set.has(member) ? 0 : 1;
      put(key, set.set(member, Number(score)), live(key)?.expiresAt);
      return added;
    },
    ZREM: (key, members) => removeMembers(key, (member) => members.includes(member)),
    ZREMRANGEBYSCORE: (key, [from, to]) =>
      removeMembers(key, (_, score) => score >= bound(from) && score <= bound(to)),
    ZRANGE: (key, [from, to]) => {
      const sorted = [...(scores(key) ?? [])].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1));
      const end = Number(to) < 0 ? sorted.length + Number(to) + 1 : Number(to) + 1;
      return sorted.slice(Number(from), end).map(([member]) => member);
    },
  };

  function removeMembers(key: string, matches: (member: string, score: number) => boolean) {
    const set = scores(key) ?? new Map<string, number>();
    const gone = [...set].filter(([member, score]) => matches(member, score));
    for (const [member] of gone) set.delete(member);
    if (set.size === 0) entries.delete(key);
    return gone.length;
  }
}

function bound(text = ''): number {
  return text === '-inf' ? -Infinity : text === '+inf' ? Infinity : Number(text);
}
