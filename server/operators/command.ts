import { runCommand } from '../command';
import { Mistake } from '../mistake';
import { maskMobile, parseMobile } from '../mobile';
import { setOperator } from '../operators';

const USAGE = 'npm run operator -- grant|revoke +8617612345678';

/** `npm run operator`. */
runCommand(async ([verb, ...typed], actor) => {
  if ((verb !== 'grant' && verb !== 'revoke') || typed.length === 0) throw new Mistake(USAGE);
  const e164 = readNumber(typed.join(''));
  await setOperator({ e164 }, verb === 'grant', actor);
  return verb === 'grant'
    ? `${maskMobile(e164)} may see /ops and pull its levers.`
    : `${maskMobile(e164)} is no operator any more.`;
});

/** With `+` as it is: an operator may be of a country that is not allowed any more. */
function readNumber(typed: string): string {
  return /^\+\d{7,15}$/.test(typed) ? typed : parseMobile(typed).e164;
}
