import { Browser } from '../browser';
import { type End, endsItself, type Fault, isRegistered, type Scene } from '../fault';
import { newAddress } from '../person';
import { until } from '../until';
import { WORKERS } from '../world';

const HOUR = 3_600;

/** People who come just when a worker dies, and how long any of them may wait. */
const NEWCOMERS = 100;
const MOST_SECONDS = 15;

export const PROCESSES: Record<string, Fault> = {
  'worker-killed': {
    title: 'a worker gets SIGKILL',
    mayHear: [0],
    // What was asked when it died may have been done, and the picture used up.
    mayBeRefused: ['captcha-expired', 'too-frequent'],
    kills: 1,
    begin: killWorker,
    lasts: ({ world: { server } }) =>
      until('there is another worker', () => server.workers().length > WORKERS),
  },
  'clock-stepped': {
    title: 'the clock is an hour ahead, then an hour behind',
    needs: { hasClock: true },
    // A signature made before a step and read after it is too old for our strict provider.
    mayHear: [502],
    // Whoever asked an hour ahead and asks again is refused until it really is that time.
    mayBeRefused: ['too-frequent'],
    makesWait: true,
    async begin({ world: { clock }, heard }) {
      clock?.step(HOUR);
      await heard(4, 'people are registered an hour ahead', isRegistered);
      clock?.step(-HOUR);
      return () => clock?.step(0);
    },
    lasts: ({ heard }) => heard(8, 'people are registered an hour behind', isRegistered),
  },
};

/** While it dies many connect at once: those that it was given and did not take are somebody else's. */
async function killWorker({ world: { server, url }, journal }: Scene): Promise<End> {
  const begunAt = performance.now();
  const answers = Array.from({ length: NEWCOMERS }, async (_, nth) => {
    if (nth === NEWCOMERS / 2) process.kill(server.workers().at(-1) as number, 'SIGKILL');
    const browser = new Browser(url, newAddress());
    await browser.get('/register');
    browser.close();
  });
  await Promise.all(answers);
  const seconds = (performance.now() - begunAt) / 1000;
  if (seconds > MOST_SECONDS)
    journal.complaints.push(`somebody waited for ${seconds.toFixed(1)} s`);
  return endsItself;
}
