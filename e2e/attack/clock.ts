import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFaketime } from '../../server/tools/faketime.mjs';

/** A moment nobody else in a test run uses: far enough ahead for no timestamp of today's to matter. */
const BEGIN = Date.UTC(2030, 0, 1);

/** Time that stands still until it is moved, for every process started with `environment`. */
export type VirtualClock = ReturnType<typeof startClock>;

/** Throws where libfaketime is missing. */
export function startClock() {
  const library = findFaketime();
  if (!library)
    throw new Error('The attack simulator needs libfaketime: apt-get install libfaketime');
  const folder = mkdtempSync(path.join(tmpdir(), 'gatehouse-clock-'));
  const file = path.join(folder, 'now');
  let now = BEGIN;
  const set = (milliseconds: number) => {
    if (milliseconds < now) throw new Error('Time does not run backwards');
    now = milliseconds;
    // Renamed, so that nobody reads half a date.
    writeFileSync(`${file}.next`, `${faketimeOf(now)}\n`);
    renameSync(`${file}.next`, file);
  };
  set(BEGIN);
  return {
    /** Epoch milliseconds. */
    now: () => now,
    set,
    environment: {
      // jemalloc, which Redis brings, and libfaketime wait for each other at the start for ever, so
      // Redis allocates with libc.
      LD_PRELOAD: `${library}:libc.so.6`,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      // Timers keep real time, and so do what files say of themselves.
      DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
      TZ: 'UTC',
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function faketimeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('T', ' ').replace('Z', '');
}
