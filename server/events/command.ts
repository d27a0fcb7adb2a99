import { runCommand } from '../command';
import { areTold, deliverDue } from '../events';
import { Mistake } from '../mistake';

/** `npm run events`, for a timer where no process of ours runs between requests. */
runCommand(async (args) => {
  if (args.join(' ') !== 'deliver') throw new Mistake('npm run events -- deliver');
  if (!areTold()) throw new Mistake('Set EVENTS_WEBHOOK_URL: to whom?');
  return `${await deliverDue()} events were due.`;
});
