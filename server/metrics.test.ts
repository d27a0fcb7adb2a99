import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { register } from 'prom-client';
import { beforeAll, describe, expect, test } from 'vitest';
import { useOwnDatabase } from '#e2e/support/own-database';
import { exposeGauges } from './gauges';
import { type TallyName, tally, timed } from './tally';
import { onPath } from './tools/command.mjs';

const FOLDER = 'server/metrics';
const ALERTS = readFileSync(`${FOLDER}/alerts.yml`, 'utf8');
const DASHBOARD = readFileSync(`${FOLDER}/grafana-dashboard.json`, 'utf8');
const shared = globalThis as { gatehouseBreakers?: Map<string, { state: number }> };

const NAMES: Record<TallyName, string> = {
  ...{ picture: 'normal', recording: '', proof: '', solved: 'picture', 'captcha-failed': 'wrong' },
  ...{ sent: 'registration', 'send-failed': 'balance', 'send-unknown': 'registration' },
  ...{ delivered: '', undelivered: '', verified: 'registration', registered: '', spent: '' },
  ...{ refused: 'store-down', 'guard-refused': 'prefix', 'breaker-opened': '', latency: '' },
};

/** What Prometheus reads when everything has happened once. */
let output = '';

beforeAll(async () => {
  await useOwnDatabase();
  exposeGauges();
  shared.gatehouseBreakers = new Map([['ccp CN', { state: 1 }]]);
  for (const [name, label] of Object.entries(NAMES)) {
    tally(name as TallyName, { country: 'CN', prefix: '+861761234', sender: 'ccp', label });
  }
  await timed('picture', async () => {});
  output = await register.metrics();
});

describe('what Prometheus reads', () => {
  test.skipIf(!onPath('promtool'))('is what promtool takes and has no fault to find with', () => {
    expect(promtool(['check', 'metrics'], output)).toEqual({ status: 0, said: '' });
  });

  test('has budgets, and breakers that are open', () => {
    expect(output).toMatch(/^gatehouse_sms_budget\{window="24h"\} 1000000$/m);
    expect(output).toMatch(/^gatehouse_sms_budget_spent\{window="1h"\} [\d.]+$/m);
    expect(output).toMatch(/^gatehouse_breaker_open\{sender="ccp",country="CN"\} 1$/m);
  });

  test('holds no prefix: nobody could keep so many series', () => {
    expect(output).not.toContain('86176');
  });
});

describe.each([
  ['alerts.yml', ALERTS],
  ['grafana-dashboard.json', DASHBOARD],
])('%s asks for nothing that there is not', (_, text) => {
  const expressions = text.replaceAll('\\"', '"');

  test('no metric', () => {
    const asked = expressions.match(/gatehouse_[a-z_]+/g) ?? [];
    const bare = asked.map((each) => each.replace(/_(bucket|sum|count)$/, ''));
    const unknown = new Set(bare.filter((each) => !output.includes(`\n# TYPE ${each} `)));
    expect(asked.length).toBeGreaterThan(10);
    expect([...unknown].filter((each) => !output.startsWith(`# HELP ${each} `))).toEqual([]);
  });

  test('no event', () => {
    const asked = [...expressions.matchAll(/[{,]name=~?"([^"]+)"/g)].flatMap(([, names = '']) =>
      names.split('|'),
    );
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.filter((each) => !output.includes(`name="${each}"`))).toEqual([]);
  });
});

describe.skipIf(!onPath('promtool'))('the alerts', () => {
  test('are rules that Prometheus loads', () => {
    expect(promtool(['check', 'rules', `${FOLDER}/alerts.yml`]).status).toBe(0);
  });

  test('fire when they should, and not when they should not', () => {
    const files = ['alerts', 'alerts-of-a-day'].map((name) => `${FOLDER}/${name}.test.yml`);
    expect(promtool(['test', 'rules', ...files])).toMatchObject({ status: 0 });
    const names = [...ALERTS.matchAll(/alert: (\w+)/g)].map(([, name = '']) => name);
    const tested = files.map((file) => readFileSync(file, 'utf8')).join('\n');
    expect(names.filter((name) => !tested.includes(`alertname: ${name}`))).toEqual([]);
  });

  test('and the dashboard ask in the language of Prometheus', () => {
    const asked = [...DASHBOARD.matchAll(/"expr": "(.*)",?$/gm)].map(([, text]) => `"${text}"`);
    const expressions = asked.map((text) => JSON.parse(text.replace(/""$/, '"')) as string);
    const rules = expressions.map((text, i) => ({ record: `gatehouse:${i}`, expr: plain(text) }));
    const file = JSON.stringify({ groups: [{ name: 'dashboard', rules }] }); // JSON is YAML
    expect(rules.length).toBeGreaterThan(15);
    const path = `${mkdtempSync(`${tmpdir()}/gatehouse-rules-`)}/dashboard.json`;
    writeFileSync(path, file);
    expect(promtool(['check', 'rules', path])).toMatchObject({ status: 0 });
  });
});

/** Grafana's own variables as Prometheus would see them. */
function plain(expression: string): string {
  return expression.replace(/\$__(range|rate_interval)/g, '5m').replace(/\$\w+/g, '.*');
}

function promtool(args: string[], input?: string) {
  const { status, stdout, stderr } = spawnSync('promtool', args, { input, encoding: 'utf8' });
  return { status, said: status === 0 ? stderr : `${stdout}${stderr}` };
}
