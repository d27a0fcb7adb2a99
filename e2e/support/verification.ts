import { requestSmsCode } from '../../server/verification';
import { newAsker, newImageCode, newMobile, newVisitor } from './visitors';

type Picture = Awaited<ReturnType<typeof newImageCode>>;

/** Asks for the SMS code of who registers, with the answer to a new picture or to this one. */
export async function ask(mobile = newMobile(), visitor = newVisitor(), picture?: Picture) {
  const purpose = 'registration' as const;
  const request = { purpose, mobile, ...(picture ?? (await newImageCode())) };
  const asker = newAsker(visitor);
  return { mobile, ...(await requestSmsCode(request, asker)), challenge: asker.challenge };
}
