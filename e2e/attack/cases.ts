import { campaign, pumpedCampaign, university } from './cases/crowds';
import { burning, guessing, oneCaptcha, spoofedHeaders } from './cases/loopholes';
import { onePrefix, pumping, slowAndLow } from './cases/pumping';
import { manyNumbers, oneNumber } from './cases/single';
import type { Outcome } from './outcome';
import type { Stage } from './stage';

/** How much of a case is played; each case reads what it needs. */
export interface Size {
  hours?: number;
  addresses?: number;
  /** Of the country list, and in each of them. */
  countries?: number;
  prefixes?: number;
  people?: number;
  asks?: number;
}

/** One of the attacks, or of the honest days, that the guard is measured by. */
export interface Case {
  title: string;
  seed: number;
  /** For every CI run, and what the case is about. */
  small: Size;
  full: Size;
  /** What an operator would have set. */
  configuration?: Record<string, string>;
  /** Spawns who takes part. */
  play(stage: Stage, size: Required<Size>): void;
  /** What is promised, and whether it was kept; nothing is promised of slow and low. */
  target?: { words: string; holds(outcome: Outcome, size: Required<Size>): boolean };
}

export const CASES: Record<string, Case> = {
  a: manyNumbers,
  b: oneNumber,
  c: onePrefix,
  d: pumping,
  e: spoofedHeaders,
  f: oneCaptcha,
  g: slowAndLow,
  h: guessing,
  i: burning,
  j: campaign,
  k: university,
  l: pumpedCampaign,
};
