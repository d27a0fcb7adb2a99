import { parseArgs } from 'node:util';
import { verify } from '../audit';
import { runCommand } from '../command';
import { Mistake } from '../mistake';

const USAGE = 'npm run audit -- verify [--head HASH]';

/** `npm run audit`. */
runCommand(async (args) => {
  const { entries, head, brokenAt } = await verify(expectedHead(args));
  const said = `${entries} entries, head ${head || 'none'}`;
  if (brokenAt === undefined) return `The audit log is whole: ${said}`;
  throw new Error(`The audit log is broken at entry ${brokenAt}. Before it: ${said}`);
});

function expectedHead(args: string[]): string | undefined {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { head: { type: 'string' } },
    });
    if (positionals.join(' ') === 'verify') return values.head;
  } catch {} // an option nobody knows
  throw new Mistake(USAGE);
}
