import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ENV_VARIABLES } from '../env';
import { POLICY_VARIABLES } from '../policy';
import { SERVE_VARIABLES, STOP_MILLISECONDS } from './settings.mjs';

const dockerfile = readFileSync('Dockerfile', 'utf8').replaceAll(/\\\n\s*/g, '');
const compose = readFileSync('compose.yaml', 'utf8');
const KNOWN = Object.keys({ ...ENV_VARIABLES, ...POLICY_VARIABLES, ...SERVE_VARIABLES });
const MADE_BY_THE_BUILD = ['node_modules', '.next'];

describe('Dockerfile', () => {
  const copied = [...dockerfile.matchAll(/^COPY --from=build (.+) \S+$/gm)]
    .flatMap(([, paths = '']) => paths.split(' '))
    .map((path) => path.replace('/gatehouse/', ''));

  test.each(copied.filter((path) => !MADE_BY_THE_BUILD.includes(path)))('%s is there', (path) => {
    expect(existsSync(path)).toBe(true);
    const tracked = execFileSync('git', ['ls-files', path], { encoding: 'utf8' });
    expect(tracked).not.toBe('');
  });

  test('what it takes from the build is all that serving reads', () => {
    const modules = ['server/serve.mjs', 'server/serve', 'next.config.mjs', 'package.json'];
    const data = ['db/migrations', 'server/captcha/glyphs.bin', 'server/captcha/speech.bin'];
    expect(copied).toEqual(expect.arrayContaining([...modules, ...data, ...MADE_BY_THE_BUILD]));
  });

  test('runs as somebody who owns nothing, with a health check, and not through npm', () => {
    const [last = ''] = dockerfile.split('\nFROM ').slice(-1);
    expect(last).toMatch(/^USER node$/m);
    expect(last).not.toContain('--chown');
    expect(last).toMatch(/^HEALTHCHECK .*\/healthz/m);
    expect(last).toMatch(/^CMD \["node", "server\/serve.mjs"\]$/m);
  });

  test('sets variables that exist', () => {
    const set = [...dockerfile.matchAll(/^ENV (.+)$/gm)].flatMap(([, pairs = '']) =>
      pairs.split(' ').map((pair) => pair.split('=')[0]),
    );
    const others = ['NODE_ENV', 'NEXT_TELEMETRY_DISABLED'];
    expect(set.filter((name = '') => ![...KNOWN, ...others].includes(name))).toEqual([]);
  });
});

describe('compose.yaml', () => {
  const service = compose.split(/^ {2}(?=\w+:$)/m).find((each) => each.startsWith('gatehouse:'));
  const [, environment = ''] = /^ {4}environment:\n((?: {6}.*\n)+)/m.exec(service ?? '') ?? [];
  const set = [...environment.matchAll(/^ {6}([A-Z_]+): (.+)$/gm)];

  test('sets variables that exist, and all that production requires', () => {
    const names = set.map(([, name = '']) => name);
    expect(names.filter((name) => !KNOWN.includes(name))).toEqual([]);
    const required = ['DATABASE_URL', 'REDIS_URL', 'GATEHOUSE_SECRET', 'PUBLIC_URL', 'SMS_ROUTES'];
    expect(names).toEqual(expect.arrayContaining(required));
  });

  test('has no secret in it: without one it does not start', () => {
    const secret = set.filter(([, name = '']) => /SECRET|DATABASE/.test(name));
    for (const [line] of secret) expect(line).toMatch(/\$\{\w+:\?/);
  });

  test('gives it longer to stop than it takes, and nothing to write to but /tmp', () => {
    const [, seconds] = /stop_grace_period: (\d+)s/.exec(service ?? '') ?? [];
    expect(Number(seconds) * 1000).toBeGreaterThan(STOP_MILLISECONDS);
    expect(service).toContain('read_only: true');
    expect(service).toContain('tmpfs: [/tmp]');
  });
});
