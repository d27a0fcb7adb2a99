import { type Mobile, parseMobile } from '../../server/mobile';
import * as smsCode from '../../server/sms-code';
import { kv } from '../../server/stores';
import { newMobile } from './visitors';

export const someone = () => parseMobile(newMobile());

/** A code for who registers. */
export const issue = (mobile: Mobile, presented?: string) =>
  smsCode.issue('registration', mobile, presented);
export const consume = (mobile: Mobile, challenge: string, typed: string) =>
  smsCode.consume({ purpose: 'registration', mobile, challenge }, typed);

export const wrong = (code: string) => (code === '000000' ? '000001' : '000000');

/** What the store holds of the wrong codes that were compared for this mobile. */
export const guessesAt = (mobile: Mobile) => kv().lrange(`sms_code_guesses_${mobile.e164}`, 0, -1);

/** What this process tells the store from now on, read from the client it uses. */
export function commandsToStore(): () => unknown[] {
  const commands: unknown[] = [];
  kv().use(async (request, next) => {
    commands.push(request.body);
    return next(request);
  });
  return () => commands;
}
