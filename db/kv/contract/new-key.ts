import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';

export function newKey(): string {
  return `key_${randomUUID()}`;
}

/** What a command that fails throws. */
export async function errorOf(command: Promise<unknown>): Promise<Error> {
  return command.then(
    (answer) => expect.fail(`answered ${JSON.stringify(answer)}`),
    (error) => error,
  );
}
