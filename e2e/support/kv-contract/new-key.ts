import { randomUUID } from 'node:crypto';

export function newKey(): string {
  return `key_${randomUUID()}`;
}
