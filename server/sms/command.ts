import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { env, loadEnvFile } from '../env';
import { Refusal } from '../errors';
import { type Mobile, parseMobile } from '../mobile';
import { isSenderName, SENDER_NAMES } from '../sms-routes';
import type { CodeMessage, FailureKind, Outcome, Sender } from './sender';
import { requirementsOf, SENDERS } from './senders';
import { languageOf, textOf } from './text';

const USAGE = `npm run sms -- send <mobile> --via <${SENDER_NAMES.join('|')}> [--language en|zh]`;

const WHAT_TO_DO: Record<FailureKind, string> = {
  invalid: 'Check the number: this sender says it does not exist or cannot get SMS.',
  blocked:
    'The number, its country or the text is not allowed: see the permissions of the account.',
  throttled:
    'Wait. The sender limits how often one number gets an SMS; its console has the limits.',
  balance: 'Top up the account.',
  config: 'Check the variables of this sender, its template and its list of allowed addresses.',
  retryable: 'The sender could not be reached or is in trouble. Nothing was sent: try again.',
  ambiguous:
    'Nobody can say whether it was sent: look at the phone and the console before you repeat it.',
  duplicate: 'This very message was taken before: it counts as sent.',
};

/**
 * Sends one real SMS, with a code that opens nothing, by one sender. Ends with 0 where it was sent.
 * Not a row of `sms_messages`: it works before there is a database.
 */
async function main(): Promise<void> {
  loadEnvFile();
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { via: { type: 'string' }, language: { type: 'string' } },
  });
  const [verb, number, ...more] = positionals;
  if (verb !== 'send' || !number || !values.via || more.length > 0) throw new Error(USAGE);
  const sender = senderFor(values.via);
  const outcome = await sender.send(testMessage(parseMobile(number), values.language));
  console.log(describe(sender, outcome));
  process.exitCode = outcome.status === 'sent' ? 0 : 1;
}

function senderFor(name: string): Sender {
  if (!isSenderName(name)) throw new Error(`There is no sender ${name}.\n${USAGE}`);
  const groups = requirementsOf(SENDERS[name]);
  const missing = groups.filter((group) => !group.some((variable) => process.env[variable]));
  if (missing.length > 0) {
    throw new Error(`${name} needs ${missing.map((group) => group.join(' or ')).join(', ')}`);
  }
  return SENDERS[name];
}

function testMessage({ e164: to, country }: Mobile, preferred?: string): CodeMessage {
  const [code, minutes, language] = ['000000', 5, languageOf(preferred, country)];
  const text = textOf(language, code, minutes, new URL(env().PUBLIC_URL).hostname);
  return { id: randomBytes(16).toString('hex'), to, country, code, minutes, language, text };
}

function describe(sender: Sender, outcome: Outcome): string {
  if (outcome.status === 'sent') {
    return `sent by ${sender.name}: ${outcome.providerMessageId ?? 'it gave no id'}`;
  }
  const { kind, code } = outcome;
  return `not sent by ${sender.name}: ${kind} (${code})\n${WHAT_TO_DO[kind]}`;
}

main().catch((error: Error) => {
  console.error(error instanceof Refusal ? error.wordsIn('en') : error.message);
  process.exitCode = 1;
});
