import { endsItself, type Fault, isRegistered } from '../fault';
import { until } from '../until';
import { WORKERS } from '../world';

const HOUR = 3_600;

export const PROCESSES: Record<string, Fault> = {
  'worker-killed': {
    title: 'a worker gets SIGKILL',
    mayHear: [0],
    // What was asked when it died may have been done, and the picture used up.
    mayBeRefused: ['captcha-expired', 'too-frequent'],
    kills: 1,
    async begin({ world: { server } }) {
      process.kill(server.workers().at(-1) as number, 'SIGKILL');
      return endsItself;
    },
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
