import { setTimeout } from 'node:timers/promises';
import { endsItself, type Fault, isAway, isRegistered, type Scene } from '../fault';

/** How many have to hear of it before it was tried. */
const HEARD = 4;

/** What was begun and is now forgotten by the store. */
const FORGOTTEN = ['captcha-expired', 'sms-code-expired', 'registered'];

const whileAway = ({ heard }: Scene) => heard(HEARD, 'people hear that it is away', isAway);

export const REDIS: Record<string, Fault> = {
  'redis-killed': {
    title: 'Redis is killed, and comes back empty',
    mayHear: [503],
    mayBeRefused: FORGOTTEN,
    isSilent: true,
    async begin(scene) {
      const redis = redisOf(scene);
      await redis.stop();
      return () => redis.start();
    },
    lasts: whileAway,
  },
  'redis-paused': {
    title: 'Redis does nothing for 5 s',
    mayHear: [503],
    // It does later what was given up.
    mayBeRefused: ['captcha-expired', 'sms-code-expired', 'too-frequent'],
    isSilent: true,
    async begin(scene) {
      const info = String(await redisOf(scene).command('INFO', 'server'));
      const pid = Number(/process_id:(\d+)/.exec(info)?.[1]);
      process.kill(pid, 'SIGSTOP');
      return () => process.kill(pid, 'SIGCONT');
    },
    lasts: (scene) => (scene.size === 'long' ? setTimeout(5_000) : whileAway(scene)),
  },
  'redis-full': {
    title: 'Redis is out of memory',
    mayHear: [503],
    mayBeRefused: ['captcha-expired', 'too-frequent'],
    isSilent: true,
    async begin(scene) {
      const { command } = redisOf(scene);
      await command('CONFIG', 'SET', 'maxmemory', '1');
      return () => command('CONFIG', 'SET', 'maxmemory', '0');
    },
    lasts: whileAway,
  },
  'redis-failover': {
    title: 'the node of a Redis Cluster that has our keys is killed',
    isLong: true,
    needs: { hasCluster: true },
    mayHear: [503],
    // The replica does not have what was written last.
    mayBeRefused: [...FORGOTTEN, 'too-frequent'],
    async begin({ world: { cluster } }) {
      await cluster?.killOwner();
      return endsItself;
    },
    // Seconds pass before the cluster itself agrees on another owner.
    lasts: ({ heard }) => heard(HEARD, 'people are registered', isRegistered),
  },
};

/** That of a world without a cluster. */
function redisOf({ world: { redis } }: Scene) {
  if (!redis) throw new Error('this world has a cluster');
  return redis;
}
