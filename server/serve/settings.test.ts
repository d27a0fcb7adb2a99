import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { describe, expect, test } from 'vitest';
import { keepAliveMilliseconds, SERVE_VARIABLES, settings } from './settings.mjs';

describe('settings', () => {
  test('nothing set: all cores, port 3000, metrics for this machine only', () => {
    expect(settings({})).toEqual({
      port: 3000,
      hostname: '0.0.0.0',
      workers: availableParallelism(),
      metricsPort: 9464,
      metricsHost: '127.0.0.1',
    });
  });

  test('an empty variable counts as not set', () => {
    const empty = Object.fromEntries(Object.keys(SERVE_VARIABLES).map((name) => [name, '']));
    expect(settings(empty)).toEqual(settings({}));
  });

  test('METRICS_PORT=off is no port at all', () => {
    expect(settings({ METRICS_PORT: 'off' }).metricsPort).toBeUndefined();
  });

  test.each([
    ['PORT', '65536'],
    ['PORT', 'http'],
    ['WORKERS', '0'],
    ['WORKERS', '1.5'],
    ['METRICS_PORT', '-1'],
  ])('%s=%s is refused by name', (name, text) => {
    expect(() => settings({ [name]: text })).toThrow(`${name} must be a whole number`);
  });

  test('a proxy closes idle connections before we do, which it needs for not losing requests', () => {
    expect(keepAliveMilliseconds({ TRUSTED_PROXY_HOPS: '1' })).toBeGreaterThan(60_000);
    expect(keepAliveMilliseconds({})).toBeLessThanOrEqual(5_000);
  });

  test.each(Object.entries(SERVE_VARIABLES))('%s is in the README', (name, about) => {
    const lines = readFileSync('README.md', 'utf8').split('\n');
    const row = lines.find((line) => line.startsWith(`| \`${name}\` |`)) ?? '';
    expect(row).toContain(about.default);
    expect(row).toContain(about.describe);
  });
});
