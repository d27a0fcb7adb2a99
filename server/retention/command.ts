import { record } from '../audit';
import { runCommand } from '../command';
import { Mistake } from '../mistake';
import { enforceRetention } from '../retention';

/** `npm run retention`, for a timer where no process of ours runs for an hour. */
runCommand(async (args, actor) => {
  if (args.length > 0) throw new Mistake('npm run retention');
  const counts = await enforceRetention();
  await record(actor, 'retention', counts);
  return Object.entries(counts)
    .map(([name, count]) => `${name.padEnd(16)}${count}`)
    .join('\n');
});
