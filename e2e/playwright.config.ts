import { defineConfig } from 'playwright/test';
import { findBrowser } from '../server/tools/browser.mjs';

const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../.gatehouse/browser-tests',
  workers: 2,
  timeout: 30_000,
  forbidOnly: true,
  use: {
    launchOptions: {
      executablePath: findBrowser(),
      // Chromium's sandbox refuses to run as root.
      args: isRoot ? ['--no-sandbox', '--disable-gpu'] : ['--disable-gpu'],
    },
    trace: 'retain-on-failure',
  },
});
