import { setTimeout } from 'node:timers/promises';
import type { End, Fault, Scene } from '../fault';
import { isAway } from '../fault';
import { takeAllConnections } from './connections';

/** How many have to hear of it before it was tried. */
const HEARD = 4;

const whileAway = ({ heard }: Scene) => heard(HEARD, 'people hear that it is away', isAway);

/** Under it the picture of who asked is used up, and the SMS may have gone out. */
const AWAY = { mayHear: [503], mayBeRefused: ['captcha-expired', 'registered', 'too-frequent'] };

export const POSTGRES: Record<string, Fault> = {
  'postgres-killed': {
    title: 'PostgreSQL is killed, and recovers',
    ...AWAY,
    async begin({ world: { database } }) {
      await database.kill();
      return database.start;
    },
    lasts: whileAway,
  },
  'postgres-restarted': {
    title: 'PostgreSQL is restarted',
    isLong: true,
    ...AWAY,
    async begin({ world: { database } }) {
      await database.stop();
      return database.start;
    },
    lasts: async () => {},
  },
  'postgres-crowded': {
    title: 'PostgreSQL has no connection left',
    ...AWAY,
    begin: ({ world: { database } }) => takeAllConnections(database),
    lasts: whileAway,
  },
  'postgres-disk': {
    title: "PostgreSQL's disk is full",
    needs: { hasDisk: true },
    ...AWAY,
    async begin({ world: { database } }) {
      database.fillDisk();
      return async () => {
        database.emptyDisk();
        // A full disk can also end it.
        const answers = await database.query`select 1`.then(Boolean, () => false);
        if (!answers) await database.start();
      };
    },
    lasts: whileAway,
  },
  'users-locked': {
    title: 'users is locked for 2 s',
    begin: lockUsers,
    lasts: () => setTimeout(2_000),
  },
  'users-locked-long': {
    title: 'users is locked for 8 s',
    isLong: true,
    ...AWAY,
    begin: lockUsers,
    lasts: () => setTimeout(8_000),
  },
};

async function lockUsers({ world: { database } }: Scene): Promise<End> {
  let unlock = () => {};
  const isOver = new Promise<void>((resolve) => {
    unlock = resolve;
  });
  await new Promise<void>((locked, failed) => {
    const held = database.query.begin(async (transaction) => {
      await transaction`lock table users in access exclusive mode`;
      locked();
      await isOver;
    });
    held.catch(failed);
  });
  return unlock;
}
