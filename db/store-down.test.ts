import { describe, expect, test } from 'vitest';
import { StoreDown, storeDown } from './store-down';

describe('postgres is down', () => {
  test.each([
    ...['08000', '08006', '57P01', '57P02', '57P03', '53300'],
    ...['CONNECT_TIMEOUT', 'CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED'],
    ...['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN'],
    ...['EHOSTUNREACH', 'ENETUNREACH'],
  ])('where %s is the cause', (code) => {
    const cause = Object.assign(new Error('cause'), { code });
    expect(storeDown(cause)).toBe('postgres');
    expect(storeDown(new Error('Failed query', { cause }))).toBe('postgres');
  });
});

describe('no store is down', () => {
  test.each(['23505', '42601', '22P02', '40001', '57014', 'ENOENT'])('where %s is', (code) => {
    expect(storeDown(Object.assign(new Error('cause'), { code }))).toBeUndefined();
  });

  test.each([new Error('other'), 'ECONNREFUSED', { name: 'StoreDown' }, null, undefined])(
    'where %j was thrown',
    (thrown) => expect(storeDown(thrown)).toBeUndefined(),
  );
});

test("StoreDown says which store, and is known in another bundle's copy too", () => {
  const error = new StoreDown('kv', 'TIMEOUT');
  expect(error.message).toBe('The kv store did not answer (TIMEOUT)');
  expect(storeDown(new Error('outer', { cause: error }))).toBe('kv');
  expect(storeDown(Object.assign(new Error(), { name: 'StoreDown', store: 'postgres' }))).toBe(
    'postgres',
  );
});
