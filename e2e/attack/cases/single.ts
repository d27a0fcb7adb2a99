import type { Case } from '../cases';
import { addressOf, mobileOf } from '../numbers';
import { mostWithin } from '../stage';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Each number is asked for once, with a browser that forgets. */
export const manyNumbers: Case = {
  title: 'one address, many numbers',
  seed: 0xa,
  small: { hours: 1, asks: 30 },
  full: { hours: 24, asks: 1440 },
  play(stage, { hours, asks }) {
    const address = addressOf(stage.random);
    const mobiles = Array.from({ length: asks }, () => mobileOf('CN', stage.random));
    stage.evenly(asks, hours * HOUR, (i) =>
      stage.attack(stage.attacker(address), mobiles[i] as string),
    );
  },
  target: {
    words: '≤ 10 an hour, 30 a day',
    holds: ({ sent }) => mostWithin(HOUR, sent) <= 10 && mostWithin(DAY, sent) <= 30,
  },
};

export const oneNumber: Case = {
  title: 'one number, rotating addresses',
  seed: 0xb,
  small: { hours: 24, asks: 36 },
  full: { hours: 72, asks: 2160 },
  play(stage, { hours, asks }) {
    const mobile = mobileOf('CN', stage.random);
    stage.evenly(asks, hours * HOUR, () => stage.attack(stage.attacker(), mobile));
  },
  target: { words: '≤ 5 a day', holds: ({ sent }) => mostWithin(DAY, sent) <= 5 },
};
