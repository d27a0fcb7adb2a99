// What an attack costs, against the production build under a clock of our own: npm run attack
// Its options are in the README, under "What an attack costs".
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CASES, type Size } from './cases';
import { plotOf } from './plot';
import { POLICIES, type PolicyName } from './policies';
import { startWorld, type World } from './product';
import { detailsOf, tableOf } from './report';
import { type Play, play, type Result } from './run';

const { values: options } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    case: { type: 'string', multiple: true },
    policy: { type: 'string', multiple: true },
    solve: { type: 'string', default: '1' },
    /** Another size, as `addresses=1000,hours=6`. */
    size: { type: 'string', default: '' },
    /** `SMS_PER_COUNTRY=20/24h,50/24h`: each in turn, for the policy gatehouse. */
    sweep: { type: 'string' },
    json: { type: 'string' },
    svg: { type: 'string' },
  },
});

const world = await startWorld();
try {
  const results = await playAll(world, options.sweep ? sweeps(options.sweep) : plays());
  console.log(`\n${options.sweep ? sweepTable(results) : tableOf(results)}`);
} finally {
  await world.stop();
}
process.exit(); // sockets of a product that was stopped would keep it for a while

async function playAll(world: World, plays: Play[]): Promise<Result[]> {
  const results: Result[] = [];
  for (const each of plays) {
    const result = await play(world, each);
    console.error(detailsOf(result));
    results.push(result);
    keep(results); // as we go: the whole can take hours
  }
  return results;
}

function keep(results: Result[]): void {
  if (options.json) writeFileSync(options.json, `${JSON.stringify(results)}\n`);
  const pumping = results.filter(({ name }) => name === 'd');
  if (options.svg && pumping.length > 0) writeFileSync(options.svg, plotOf(pumping));
}

function plays(): Play[] {
  const policies = (options.policy ?? Object.keys(POLICIES)) as PolicyName[];
  const names = options.case ?? Object.keys(CASES);
  return names.flatMap((name) => policies.map((policy) => ({ ...common(), name, policy })));
}

function sweeps(text: string): Play[] {
  const [variable = '', list = ''] = text.split('=');
  return (options.case ?? ['j', 'd']).flatMap((name) =>
    list.split(',').map((value) => {
      const configuration = { [variable]: value };
      return { ...common(), name, policy: 'gatehouse' as const, configuration };
    }),
  );
}

function common() {
  const pairs = options.size.split(',').filter(Boolean);
  const size: Size = Object.fromEntries(
    pairs.map((pair) => pair.split('=')).map(([name, value]) => [name, Number(value)]),
  );
  return { isFull: options.full, solves: Number(options.solve), size };
}

/** The trade-off: what a looser limit lets attackers send, and how many of the honest it serves. */
function sweepTable(results: Result[]): string {
  const [variable = ''] = (options.sweep ?? '').split('=');
  const rows = results.map(({ name, configuration, sent, cost, served, honest, hindered }) => {
    const crowd = honest ? `${served} of ${honest}, ${hindered} hindered` : '–';
    return `| (${name}) | ${configuration[variable]} | ${sent.length} | ${cost.toFixed(2)} | ${crowd} |`;
  });
  const head = [`| case | ${variable} | sent to attackers | cost | honest served |`];
  return [...head, '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}
