// What the registration page costs a phone on a slow line, beside its yardsticks: npm run bench:page
// Options: --visits 9, --http 2 instead of 1.1, --json FILE for every visit.
import { writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { type Browser, chromium } from 'playwright';
import { findBrowser } from '../../server/tools/browser.mjs';
import { type Contestants, NAMES, startContestants } from './contestants';
import { report, type Visits } from './report';
import { CONDITIONS, visit } from './visit';

const { values: options } = parseArgs({
  options: {
    visits: { type: 'string', default: '9' },
    http: { type: 'string', default: '1.1' },
    json: { type: 'string' },
  },
});

const contestants = await startContestants(options.http === '2' ? '2' : '1.1');
const browser = await launch();
const machine = { cores: availableParallelism(), load: loadavg()[0]?.toFixed(2) };
try {
  await visitAll(browser, contestants, 1); // warm up
  const visits = await visitAll(browser, contestants, Number(options.visits));
  const circumstances = {
    date: new Date().toISOString(),
    chromium: browser.version(),
    machine,
    http: options.http,
    ...CONDITIONS,
  };
  if (options.json) writeFileSync(options.json, JSON.stringify({ circumstances, visits }, null, 2));
  console.log(`\n${report(visits)}\n\n${JSON.stringify(circumstances)}`);
} finally {
  await browser.close();
  await contestants.stop();
}
process.exit(); // the store's client would try to reach its Redis for ever

function launch(): Promise<Browser> {
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: findBrowser(),
    // Chromium's sandbox refuses to run as root.
    args: isRoot ? ['--no-sandbox', '--disable-gpu'] : ['--disable-gpu'],
  });
}

/** In turn, and each round begins with another, so that what else the machine does meets them all. */
async function visitAll(browser: Browser, { urls, stack }: Contestants, rounds: number) {
  const visits: Visits = { empty: [], gatehouse: [], rival: [], plain: [] };
  for (let round = 0; round < rounds; round++) {
    const first = round % NAMES.length;
    for (const name of [...NAMES.slice(first), ...NAMES.slice(0, first)]) {
      visits[name].push(await visit(browser, urls[name], stack));
    }
    console.error(`round ${round + 1} of ${rounds}`);
  }
  return visits;
}
