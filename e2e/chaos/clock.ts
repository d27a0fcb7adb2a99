import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFaketime } from '../../server/tools/faketime.mjs';

export type SteppedClock = NonNullable<ReturnType<typeof startClock>>;

/** A clock that runs, and can be stepped, for the processes started with `environment`; undefined
 * where libfaketime is missing. */
export function startClock() {
  const library = findFaketime();
  if (!library) return undefined;
  const folder = mkdtempSync(path.join(tmpdir(), 'gatehouse-clock-'));
  const file = path.join(folder, 'offset');
  let offsetSeconds = 0;
  const step = (seconds: number) => {
    offsetSeconds = seconds;
    // Renamed, so that nobody reads half a number.
    writeFileSync(`${file}.next`, `${seconds < 0 ? '' : '+'}${seconds}\n`);
    renameSync(`${file}.next`, file);
  };
  step(0);
  return {
    /** So many seconds off the real time from now on. */
    step,
    now: () => Date.now() + offsetSeconds * 1000,
    environment: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      // Timers keep real time, and so do what files say of themselves.
      DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
