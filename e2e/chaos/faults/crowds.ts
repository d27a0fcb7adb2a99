import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Browser } from '../browser';
import { type End, endsItself, type Fault, isRegistered, type Scene } from '../fault';
import { newAddress } from '../person';
import { sendBadRequests } from './bad-requests';

const SOCKETS = { short: 500, long: 10_000 };
const PICTURES = { short: 300, long: 5_000 };
const AT_ONCE = 16;

/** What PICTURES_PER_ADDRESS allows in the two minutes that a flood may touch. */
const MOST_PICTURES = 60;

export const CROWDS: Record<string, Fault> = {
  'silent-sockets': {
    title: '10,000 sockets are opened that say nothing',
    begin: openSockets,
    lasts: ({ heard }) => heard(4, 'people are registered beside them', isRegistered),
  },
  'bad-requests': {
    title: 'bodies of 1 MB, headers of 100 KB, malformed multipart, JSON and UTF-8',
    begin: sendBadRequests,
    lasts: ({ heard }) => heard(2, 'people are registered beside them', isRegistered),
  },
  'picture-flood': {
    title: 'one address asks for pictures as fast as it can',
    begin: flood,
    lasts: ({ heard }) => heard(2, 'people are registered beside it', isRegistered),
  },
};

async function openSockets({ world, size }: Scene): Promise<End> {
  const { hostname, port } = new URL(world.url);
  const sockets: Socket[] = [];
  while (sockets.length < SOCKETS[size]) {
    const batch = Array.from({ length: Math.min(250, SOCKETS[size] - sockets.length) }, () =>
      connect(Number(port), hostname).on('error', () => {}),
    );
    await Promise.all(batch.map((socket) => once(socket, 'connect')));
    sockets.push(...batch);
  }
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}

/** The first ones are drawn, and all others are told to wait. */
async function flood({ world, journal, size }: Scene): Promise<End> {
  const counts = new Map<number, number>();
  const address = newAddress();
  let left = PICTURES[size];
  const line = async () => {
    const browser = new Browser(world.url, address);
    while (left-- > 0) {
      const { status } = await browser.get(`/api/v1_0/image_codes/${randomUUID()}`);
      counts.set(status, (counts.get(status) ?? 0) + 1);
    }
    browser.close();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
  const { 200: drawn = 0, 429: refused = 0, ...others } = Object.fromEntries(counts);
  const isHeld = drawn <= MOST_PICTURES && refused > 0 && Object.keys(others).length === 0;
  if (!isHeld) journal.complaints.push(`a flood was answered ${JSON.stringify([...counts])}`);
  return endsItself;
}
