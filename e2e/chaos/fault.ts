import type { Entry, Journal } from './journal';
import type { World, WorldOptions } from './world';

/** How much of it: the short form is part of every test run. */
export type Size = 'short' | 'long';

/** What the world does while a fault is on. */
export interface Scene {
  world: World;
  journal: Journal;
  size: Size;
  /** Of the requests that began since the fault did, waits for so many that satisfy `test`. */
  heard(count: number, what: string, test: (entry: Entry) => boolean): Promise<void>;
}

/** Something that goes wrong outside of the product, or is done to it. */
export interface Fault {
  title: string;
  /** Statuses that people may hear because of it; 0: their connection was cut. Never 500. */
  mayHear?: number[];
  /** Reasons, other than a store or a provider that is away, for which people may be refused. */
  mayBeRefused?: string[];
  /** Whoever was refused as too frequent may have to wait for longer than anybody's patience. */
  makesWait?: boolean;
  /** While it is on nothing may be sent to whoever asks. */
  isSilent?: boolean;
  /** Workers that may end. */
  kills?: number;
  /** It is tried in the long form only. */
  isLong?: boolean;
  needs?: WorldOptions & { hasDisk?: boolean };
  /** Begins it; resolves when it is there, to what ends it. */
  begin(scene: Scene): Promise<End>;
  /** Resolves when it was on for long enough. */
  lasts(scene: Scene): Promise<unknown>;
}

export type End = () => unknown;

export const endsItself: End = () => {};

/** An answer that something of ours does not work; which one it may be is for the promises. */
export const isAway = ({ status }: Entry) => status >= 500;

/** A step that was taken, but for a picture: that says little. */
export const isServed = ({ status, step }: Entry) => status === 200 && step !== 'picture';

/** Somebody was told that they are registered. */
export const isRegistered = ({ status, step }: Entry) => status === 200 && step === 'register';
