import type { RawAnswer } from './wire';

/** Would stand in an answer if a request could write headers of ours. */
export const CANARY = 'x-canary-of-the-fuzzer';

/** What only somebody who looks behind the answer may see. */
const LEAKS: Record<string, RegExp> = {
  'a stack trace': /\n\s+at .{1,300}:\d+:\d+/,
  'a path of ours': /node_modules\/|\/server\/[\w-]+\.(ts|js)|\.next\/server/,
  SQL: /\b(select|insert into|update|delete from) "[a-z_]+"|Failed query|syntax error at/i,
  'an error of a store': /PostgresError|ReplyError|ECONNREFUSED|ioredis|DrizzleQuery/,
};

/** What is wrong with an answer, or nothing. `secrets` may be nowhere in it. */
export function complaintAbout({ status, head, body }: RawAnswer, secrets: string[]) {
  if (status >= 500) return `status ${status}`;
  if (head.toLowerCase().includes(`\n${CANARY}:`)) return 'a header that the request has written';
  const text = hasNoWords(head) ? head : head + body.replaceAll(/<script[\s>].*?<\/script>/gs, '');
  if (holdsSecret(text, secrets)) return 'a secret';
  return Object.keys(LEAKS).find((what) => LEAKS[what]?.test(text));
}

const hasNoWords = (head: string) =>
  /content-type: (image|audio|font|(application|text)\/javascript)/i.test(head);

/** Lines of the product's log that say that something happened which nobody foresaw. */
export function complaintsInLog(lines: string, secrets: string[]): string[] {
  return lines
    .split('\n')
    .filter((line) => !isForeseen(line) || holdsSecret(line, secrets) || LEAKS.SQL?.test(line));
}

/** Not of the reason that stands for an error nobody expected, and no error that was only printed. */
function isForeseen(line: string): boolean {
  try {
    return JSON.parse(line).reason !== 'internal';
  } catch {
    return !/error|warn|unhandled|exception|^\s+at /i.test(line);
  }
}

function holdsSecret(text: string, secrets: string[]): boolean {
  return secrets.some((secret) => text.includes(secret));
}
