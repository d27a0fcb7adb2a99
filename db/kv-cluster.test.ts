import { afterAll, describe, expect, test, vi } from 'vitest';
import { cutShort, itDoesTheCommands } from '../e2e/support/kv-contract/commands';
import { expectStoreDown } from '../e2e/support/kv-contract/faults';
import { newKey } from '../e2e/support/kv-contract/new-key';
import { itRefusesCommands } from '../e2e/support/kv-contract/refusals';
import { patience } from '../e2e/support/patience';
import { startRedisCluster } from '../e2e/support/redis-cluster';
import { openKv } from './kv';

const cluster = await startRedisCluster('gatehouse');
afterAll(() => cluster?.stop());

describe.skipIf(!cluster)('on a Redis Cluster', () => {
  const open = (clusterUrls = cluster?.urls ?? []) => openKv({ clusterUrls });

  itDoesTheCommands({ open, outlive: cutShort });
  itRefusesCommands({ open });

  test('one known node of it is enough, whichever it is', async () => {
    const key = newKey();
    await open().set(key, 'here');
    for (const url of cluster?.urls ?? []) expect(await open([url]).get(key)).toBe('here');
  });

  test('one of which no node answers is StoreDown', async () => {
    const kv = open(['redis://127.0.0.1:1', 'redis://127.0.0.1:2']);
    await expectStoreDown(kv.get(newKey()));
    await expectStoreDown(kv.multi().get(newKey()).exec());
  });

  test('when the node with our keys is killed its replica goes on with them, and nothing is done twice', async () => {
    const kv = open();
    const [kept, counter] = [newKey(), newKey()];
    await kv.set(kept, 'still here');
    await cluster?.killOwner();
    await expectStoreDown(kv.incr(counter));
    // Until the last of its nodes has heard of the failover, any of them may send us to the dead one.
    const readKey = (key: string, of = kv) => vi.waitFor(() => of.get(key), patience);
    expect(await readKey(kept)).toBe('still here');
    expect(await readKey(counter)).toBeNull();
    expect(await readKey(kept, open(cluster?.urls.slice(1)))).toBe('still here');
  });
});
