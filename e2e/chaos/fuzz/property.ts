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
  const said = head + body.replaceAll(/<script[\s>].*?<\/script>/gs, '');
  return complaintAboutText(
    /content-type: (application|text)\/javascript/i.test(head) ? head : said,
    secrets,
  );
}

/** The same of whatever was said or logged. */
export function complaintAboutText(text: string, secrets: string[]): string | undefined {
  for (const [what, pattern] of Object.entries(LEAKS)) if (pattern.test(text)) return what;
  if (secrets.some((secret) => text.includes(secret))) return 'a secret';
}

/** Lines of the product's log that say that something happened which nobody foresaw. */
export function complaintsInLog(lines: string, secrets: string[]): string[] {
  return lines
    .split('\n')
    .filter((line) => line && !/^(collected \d+|Gatehouse listens)/.test(line))
    .filter((line) => !isForeseen(line) || complaintAboutText(withoutPlace(line), secrets));
}

/** One of our own lines, and not of the reason that stands for an error nobody expected. */
function isForeseen(line: string): boolean {
  try {
    return JSON.parse(line).reason !== 'internal';
  } catch {
    return false;
  }
}

/** Of an error one place in the code is logged, on purpose: see server/log.ts. */
function withoutPlace(line: string): string {
  return line.replaceAll(/"at":"[^"]*"/g, '');
}
