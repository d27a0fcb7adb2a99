import { expect, test } from 'vitest';
import type { Details, Reason } from '../errors';
import { inWords, WORDS } from './words';

/** What words are made with, and a value of each that shows in them. */
const DETAILS = { retryAfterSeconds: 47, triesLeft: 3, limit: 61, parameter: 'smsCode' };

const REASONS = Object.keys(WORDS) as Reason[];

test.each(REASONS)('%s mentions the same details in both languages', (reason) => {
  const [en, zh] = [mentioned(reason, 'en'), mentioned(reason, 'zh')];
  expect(zh).toEqual(en);
});

test('those with numbers in them mention them', () => {
  expect(mentioned('too-frequent', 'zh')).toEqual(['retryAfterSeconds']);
  expect(mentioned('sms-code-wrong', 'zh')).toEqual(['triesLeft']);
  expect(mentioned('password-short', 'zh')).toEqual(['limit']);
});

test.each([
  [1, '1 second', '1秒'],
  [119, '119 seconds', '119秒'],
  [121, '3 minutes', '3分钟'],
  [7_201, '3 hours', '3小时'],
])('%i s is %s, %s', (seconds, en, zh) => {
  expect([inWords('en', seconds), inWords('zh', seconds)]).toEqual([en, zh]);
});

/** The details whose value is in the words, which is less than those that are read. */
function mentioned(reason: Reason, language: 'en' | 'zh'): string[] {
  const words = WORDS[reason][language];
  const text = typeof words === 'function' ? words(DETAILS satisfies Details) : words;
  const details = Object.entries(DETAILS);
  return details.filter(([, value]) => text.includes(String(value))).map(([name]) => name);
}
