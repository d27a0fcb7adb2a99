import { defineConfig } from 'playwright/test';
import { findBrowser } from '../server/tools/browser.mjs';

const isRoot = process.getuid?.() === 0;

/** Machines smooth and hint letters as they like, unless told not to. */
const SAME_LETTERS = ['--font-render-hinting=none', '--disable-lcd-text'];

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../.gatehouse/browser-tests',
  workers: 2,
  // What passes is no slower for it, and the machine may be: nothing here measures time.
  timeout: 90_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  // The same on every machine: pages bring their own fonts.
  snapshotPathTemplate: '{testDir}/looks/{arg}{ext}',
  use: {
    launchOptions: {
      executablePath: findBrowser(),
      // Chromium's sandbox refuses to run as root.
      args: [...SAME_LETTERS, '--disable-gpu', ...(isRoot ? ['--no-sandbox'] : [])],
    },
    // Recording takes time in every test; add --trace=on where one has failed.
    trace: 'off',
  },
});
