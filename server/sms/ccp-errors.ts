import type { FailureKind } from './sender';

/** Yuntongxun's status codes by what they mean to us; `a-b` is a range. Three public lists agree. */
const CODES: Record<FailureKind, string> = {
  invalid: '160013 160042 112316 112319',
  blocked:
    '112317 160034 160051 160068 160072-160074 160011 160018 160033 160049 161007 160058 160061 160062',
  throttled: '111111 112314 160015 160016 160021 160022 160038-160041 160056',
  balance: '111142 160014 161002',
  config:
    '111100-111110 111113 111115 111128-111141 111143 111169-111182 111212 112300 112301 112303 112306-112311 112313 112318 112323 113302 160019 160020 160030-160032 160035-160037 160043 160044 160052 160053 160055 160057 160069',
  retryable:
    '111000-111099 112302 112326 160000-160010 160050 160063 160064 161000 161001 161006 161024',
  ambiguous: '161020 161021',
  duplicate: '160054',
};

/** This `reqId` was taken before: the message is on its way. */
export const DUPLICATE = '160054';

/** What a status code says of the message. A code nobody lists may mean anything: ambiguous. */
export function kindOf(statusCode: string): FailureKind {
  const kinds = Object.keys(CODES) as FailureKind[];
  return kinds.find((kind) => CODES[kind].split(' ').some(covers(statusCode))) ?? 'ambiguous';
}

function covers(code: string) {
  return (range: string): boolean => {
    const [from = '', to = from] = range.split('-');
    return code.length === from.length && code >= from && code <= to;
  };
}
