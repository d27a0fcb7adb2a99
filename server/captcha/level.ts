import { policy } from '../policy';
import type { Pressure } from '../pressure';

/** From what anybody reads at a glance to what takes a second look. */
export const LEVELS = ['easy', 'normal', 'hard'] as const;
export type Level = (typeof LEVELS)[number];

/** CAPTCHA_LEVEL, and one level more for each step of pressure. */
export function levelUnder(pressure: Pressure): Level {
  const level = LEVELS.indexOf(policy().CAPTCHA_LEVEL) + pressure;
  return LEVELS[Math.min(level, LEVELS.length - 1)] ?? 'hard';
}

/** The level of a name; the default where there is none, as for an answer kept by a test. */
export function levelNamed(name: string | null | undefined): Level {
  return LEVELS.find((each) => each === name) ?? policy().CAPTCHA_LEVEL;
}
