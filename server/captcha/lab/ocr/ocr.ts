// How much of our pictures programs read that anybody can have: npm run attack:ocr
import { writeFileSync } from 'node:fs';
import { attack } from './attack';
import { options } from './options';
import { loadEngine } from './ours';
import { modes, summary, table, verdicts } from './report';
import { countsOf } from './score';
import { sources } from './sources';
import { versions } from './versions';

const chosen = options();
const engine = await loadEngine(chosen.scale, chosen.engine);
const results = await attack(await sources(engine, chosen), chosen);
const details = chosen.modes ? results.map(modes) : [];
console.log(`\n${[...details, table(results), ...verdicts(results)].join('\n\n')}`);
if (chosen.out) writeFileSync(chosen.out, JSON.stringify(inFull(), null, 2));

function inFull() {
  const rows = results.map(({ solved, ...result }) => ({
    ...result,
    summary: summary(solved),
    modes: countsOf(solved),
  }));
  return { options: chosen, versions: versions(), results: rows };
}
