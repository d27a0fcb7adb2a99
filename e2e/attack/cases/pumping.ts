import type { Case } from '../cases';
import { addressOf, numberIn, prefixesOf } from '../numbers';
import type { Outcome } from '../outcome';
import { mostWithin, type Stage } from '../stage';

const HOUR = 3600;

/** Where attackers earn; each country is allowed. */
const COUNTRIES = ['CN', 'ID', 'PK', 'NG', 'PH'];

/** Every address asks this often. */
const EVERY_SECONDS = 1800;

export const onePrefix: Case = {
  title: 'consecutive numbers of one prefix, from 1,000 addresses',
  seed: 0xc,
  small: { hours: 1, asks: 60 },
  full: { hours: 1, asks: 1000 },
  play(stage, { hours, asks }) {
    const [prefix = ''] = prefixesOf('CN', 1, stage.random);
    stage.evenly(asks, hours * HOUR, (i) => stage.attack(stage.attacker(), numberIn(prefix, i)));
  },
  target: { words: '≤ 10 an hour', holds: ({ sent }) => mostWithin(HOUR, sent) <= 10 },
};

interface Botnet {
  addresses: number;
  countries: number;
  /** In each country. */
  prefixes: number;
  hours: number;
}

/** Each address asks once in every half hour, for the next number of a prefix. */
export function pump(stage: Stage, { addresses, countries, prefixes, hours }: Botnet): void {
  const targets = COUNTRIES.slice(0, countries).flatMap((country) =>
    prefixesOf(country, prefixes, stage.random),
  );
  let asked = 0;
  for (let i = 0; i < addresses; i++) {
    const random = stage.random.fork();
    const address = addressOf(random);
    stage.simulation.spawn(random.next() * EVERY_SECONDS, async () => {
      for (let round = 0; round < (hours * HOUR) / EVERY_SECONDS; round++) {
        if (round > 0) await stage.simulation.sleep(EVERY_SECONDS);
        const turn = asked++;
        const prefix = targets[turn % targets.length] ?? '';
        await stage.attack(
          stage.attacker(address),
          numberIn(prefix, Math.floor(turn / targets.length)),
        );
      }
    });
  }
}

/**
 * Of what was asked for in the first day not more than 1 % was sent, and less in its second half. With
 * few addresses the first messages of each prefix are more than that, so 15 for each are let pass.
 */
export function isStemmed(
  { asked, sent }: Outcome,
  { countries, prefixes, hours }: { countries: number; prefixes: number; hours: number },
): boolean {
  const day = 24 * HOUR;
  const askedInDay = (asked * Math.min(24, hours)) / hours;
  const firstDay = sent.filter((second) => second < day);
  const firstHalf = firstDay.filter((second) => second < Math.min(day, hours * HOUR) / 2);
  const most = Math.max(askedInDay / 100, 15 * countries * prefixes);
  return firstDay.length <= most && firstDay.length < 2 * firstHalf.length;
}

export const pumping: Case = {
  title: '50 prefixes in 5 countries, from 10,000 residential addresses',
  seed: 0xd,
  small: { hours: 24, addresses: 6, countries: 2, prefixes: 1 },
  full: { hours: 24, addresses: 10_000, countries: 5, prefixes: 10 },
  play: pump,
  target: {
    words: '≤ 1 % of the unguarded (few addresses: ≤ 15 a prefix), and falling',
    holds: isStemmed,
  },
};

export const slowAndLow: Case = {
  title: 'slow and low: 3 an hour for each prefix',
  seed: 0x9,
  small: { hours: 36, countries: 1, prefixes: 1 },
  full: { hours: 720, countries: 5, prefixes: 2 },
  play(stage, { hours, countries, prefixes }) {
    for (const country of COUNTRIES.slice(0, countries)) {
      for (const prefix of prefixesOf(country, prefixes, stage.random)) {
        for (let i = 0; i < 3 * hours; i++) {
          stage.simulation.spawn(i * 1200 + stage.random.below(600), async () => {
            await stage.attack(stage.attacker(), numberIn(prefix, i));
          });
        }
      }
    }
  },
};
