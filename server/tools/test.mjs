// Every check, one after the other; the first that fails ends the run.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';

const REPORTS = '.gatehouse/reports';
const BIN = 'node_modules/.bin';

const STEPS = [
  ['types', `${BIN}/next typegen`, `${BIN}/tsc --noEmit`],
  ['lint and format', `${BIN}/biome check --error-on-warnings .`],
  [
    'unit and integration tests',
    `${BIN}/vitest run --config e2e/vitest.config.ts --reporter=default --reporter=json --outputFile.json=${REPORTS}/vitest.json`,
  ],
  ['production build', `${BIN}/next build`],
  [
    'browser tests',
    `${BIN}/playwright test --config e2e/playwright.config.ts --reporter=list,json`,
  ],
];

process.env.PLAYWRIGHT_JSON_OUTPUT_FILE = `${REPORTS}/playwright.json`;
process.env.NEXT_TELEMETRY_DISABLED = '1';
process.env.FORCE_COLOR ??= process.stdout.isTTY ? '1' : '0';

// Types of routes that are gone would fail the type check.
for (const old of [REPORTS, '.next/types', '.next/dev/types']) {
  rmSync(old, { recursive: true, force: true });
}
mkdirSync(REPORTS, { recursive: true });
for (const step of STEPS) runStep(step);
conclude([...vitestResults(), ...playwrightResults()]);

function runStep([name, ...commands]) {
  const startedAt = performance.now();
  console.log(`\n— ${name}`);
  for (const command of commands) {
    const { status } = spawnSync(command, { shell: true, stdio: 'inherit' });
    if (status !== 0) {
      console.error(`\n${name}: failed\n  ${command}`);
      process.exit(1);
    }
  }
  console.log(`— ${name}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

function vitestResults() {
  const { testResults } = readReport('vitest');
  return testResults.flatMap(({ assertionResults }) =>
    assertionResults.map(({ fullName, status }) => ({ name: fullName, status })),
  );
}

function playwrightResults() {
  const specsIn = ({ specs = [], suites = [] }) => [...specs, ...suites.flatMap(specsIn)];
  const statusOf = ({ tests }) =>
    tests.some((each) => each.status === 'skipped') ? 'skipped' : 'passed';
  return specsIn(readReport('playwright')).map((spec) => ({
    name: spec.title,
    status: statusOf(spec),
  }));
}

function readReport(runner) {
  return JSON.parse(readFileSync(`${REPORTS}/${runner}.json`, 'utf8'));
}

function conclude(results) {
  const skipped = results.filter(({ status }) => status !== 'passed');
  for (const { name } of skipped) console.log(`skipped: ${name}`);
  if (skipped.length > 0)
    console.log('\nTests are skipped where redis-server, libfaketime or promtool is missing.');
  console.log(`\n${results.length - skipped.length} passed, 0 failed, ${skipped.length} skipped`);
  if (skipped.length > 0 && process.env.CI === 'true') {
    console.error('With CI=true nothing may be skipped.');
    process.exit(1);
  }
}
