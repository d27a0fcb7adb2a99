import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from './ports';
import { type RedisServer, startRedis } from './redis';

const SLOTS = 16_384;

export interface RedisCluster {
  urls: string[];
  /**
   * Ends at once the node that has our keys, when its replica has all of them; that takes its place
   * within seconds.
   */
  killOwner(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A real Redis Cluster of three nodes, in memory only, and one replica of the node that keeps what
 * is tagged `tag`; undefined where there is no redis-server.
 */
export async function startRedisCluster(tag: string): Promise<RedisCluster | undefined> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-cluster-'));
  const nodes = await Promise.all([0, 1, 2, 3].map((n) => startNode(path.join(folder, `${n}`))));
  if (!areAll(nodes)) return undefined;
  const [first, ...others] = nodes.map(({ server }) => connect(server.url)) as [Redis, ...Redis[]];
  const masters = [first, ...others.slice(0, 2)];
  const [replica] = others.slice(2) as [Redis];

  const size = Math.ceil(SLOTS / masters.length);
  for (const [n, node] of masters.entries()) {
    await node.call('CLUSTER', 'SET-CONFIG-EPOCH', n + 1);
    const last = Math.min((n + 1) * size, SLOTS) - 1;
    await node.call('CLUSTER', 'ADDSLOTSRANGE', n * size, last);
  }
  for (const { port, busPort } of nodes.slice(1))
    await first.call('CLUSTER', 'MEET', '127.0.0.1', port, busPort);
  const owner = Math.floor(Number(await first.call('CLUSTER', 'KEYSLOT', tag)) / size);
  const ownerId = String(await masters[owner]?.call('CLUSTER', 'MYID'));
  await until(async () => String(await replica.call('CLUSTER', 'NODES')).includes(ownerId));
  await replica.call('CLUSTER', 'REPLICATE', ownerId);
  await until(async () => String(await replica.info('replication')).includes('link_status:up'));
  for (const node of [first, ...others])
    await until(async () => isWhole(String(await node.call('CLUSTER', 'INFO'))));
  return {
    urls: nodes.map(({ server }) => server.url),
    killOwner: async () => {
      const written = await offsetOf(masters[owner] as Redis);
      await until(async () => (await offsetOf(replica)) >= written);
      await nodes[owner]?.server.stop();
    },
    stop: async () => {
      for (const node of [first, ...others]) node.disconnect();
      await Promise.all(nodes.map(({ server }) => server.stop()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function connect(url: string): Redis {
  return new Redis(url).on('error', () => {}); // one of them is killed
}

interface Node {
  server: RedisServer;
  port: number;
  busPort: number;
}

async function startNode(folder: string): Promise<Node | undefined> {
  await mkdir(folder);
  const busPort = await freePort();
  const server = await startRedis({}, [
    ...['--cluster-enabled', 'yes', '--cluster-port', String(busPort)],
    ...['--cluster-node-timeout', '1000', '--dir', folder],
  ]);
  return server && { server, port: Number(new URL(server.url).port), busPort };
}

function areAll(nodes: (Node | undefined)[]): nodes is Node[] {
  return nodes.every(Boolean);
}

function isWhole(info: string): boolean {
  return info.includes('cluster_state:ok') && info.includes('cluster_known_nodes:4');
}

/** How far its log of writes is, its own or the one it follows. */
async function offsetOf(node: Redis): Promise<number> {
  return Number(/master_repl_offset:(\d+)/.exec(await node.info('replication'))?.[1]);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await setTimeout(20);
}
