import { randomInt, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { freePort } from '#e2e/support/ports';
import { startSelfSigned } from '#e2e/support/self-signed';
import type { Reply, SmsDouble } from '#e2e/support/sms-double';
import { SENDERS } from '#e2e/support/sms-senders';
import { ENV_VARIABLES } from '../env';
import type { CodeMessage } from './sender';

const MINUTES = 60_000;
const SKEWS = { '−25 h': 25 * 60 * MINUTES, '−40 min': 40 * MINUTES, '−6 min': 6 * MINUTES };
const spent: { stop(): Promise<unknown> }[] = [];

afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await Promise.all(spent.splice(0).map((server) => server.stop()));
});

describe.each(Object.entries(SENDERS))('%s', (_, each) => {
  const { sender, seen, say, id } = each;
  let double: SmsDouble<unknown>;

  beforeEach(async () => {
    for (const name of Object.keys(ENV_VARIABLES)) vi.stubEnv(name, undefined);
    await startDouble();
  });

  test('names variables that there are', () => {
    const needed = [...sender.requires, ...(sender.requiresOneOf ?? [])];
    expect(Object.keys(ENV_VARIABLES)).toEqual(expect.arrayContaining(needed));
  });

  test('a message goes out once, with what was said, and is known by a name', async () => {
    const sent = message({ code: '048213' });
    expect(await sender.send(sent)).toEqual({ status: 'sent', providerMessageId: id });
    expect(double.messages).toEqual([expect.objectContaining(seen(sent))]);
    expect(double.requests).toBe(1);
  });

  test('a notice goes out once, with no code', async () => {
    const notice = { ...message(), code: undefined, minutes: undefined };
    expect(await sender.send(notice)).toEqual({ status: 'sent', providerMessageId: id });
    expect(double.messages).toEqual([expect.objectContaining(each.told(notice))]);
  });

  test.runIf(each.noticeVariable)('without a template it leaves notices to others', async () => {
    vi.stubEnv(each.noticeVariable ?? '', undefined);
    const notice = { ...message(), code: undefined, minutes: undefined };
    expect(await sender.send(notice)).toEqual(refused('config', 'no-notice-template'));
    expect(double.requests).toBe(0);
  });

  test('nothing of it is in the address or the headers of its request', async () => {
    let request: IncomingMessage | undefined;
    double.answerWith((_, one) => {
      request = one;
      return 'accept';
    });
    const sent = message();
    await sender.send(sent);
    const outside = JSON.stringify([request?.url, request?.rawHeaders]);
    for (const secret of [sent.code, sent.to.slice(3)]) expect(outside).not.toContain(secret);
    expect(request?.method).toBe('POST');
  });

  test('an address with a slash at its end is the same address', async () => {
    for (const [name, value] of Object.entries(double.environment)) {
      if (value === double.url) vi.stubEnv(name, `${value}/`);
    }
    expect(await sender.send(message())).toMatchObject({ status: 'sent' });
  });

  describe('surely was not sent', () => {
    test.each<[string, () => Promise<string>]>([
      ['nobody listens', async () => `http://127.0.0.1:${await freePort()}`],
      ['fetch asks nobody at such a port', async () => 'http://127.0.0.1:1'],
      // No name server is asked about a label of more than 63 characters.
      ['there is no such host', async () => `https://${'x'.repeat(64)}.example`],
      ['it does not speak TLS', async () => double.url.replace('http:', 'https:')],
    ])('where %s', async (_, address) => {
      pointAt(await address());
      expect(await sender.send(message())).toMatchObject({ status: 'failed', kind: 'retryable' });
      expect(double.requests).toBe(0);
    });

    test('where nobody vouches for the certificate', async () => {
      const server = await startSelfSigned();
      spent.push(server);
      pointAt(server.url);
      expect(await sender.send(message())).toMatchObject({ status: 'failed', kind: 'retryable' });
      expect(server.requests()).toBe(0);
    });
  });

  describe('may have been sent, and nobody asks again,', () => {
    test('after a deadline without an answer', async () => {
      vi.stubEnv('SMS_SENDER_DEADLINE', '1s');
      double.answerWith('hang');
      expect(await sender.send(message())).toEqual(ambiguous('TimeoutError'));
      expect(double.requests).toBe(1);
    });

    test.each<[string | Reply, string | RegExp]>([
      ['reset', /^(ECONNRESET|UND_ERR_SOCKET)$/],
      ['reset-mid-body', /^(ECONNRESET|UND_ERR_SOCKET)$/],
      ['html-502', 'http-502'],
      ['empty', 'unreadable'],
      ['endless', 'unreadable'],
      ['malformed', 'unreadable'],
      [{ body: 'null' }, 'unreadable'],
      [{ body: '[]' }, 'unreadable'],
      [{ ...say(id)[0], status: 500 }, 'http-500'],
    ])('after the answer %j', async (answer, code) => {
      double.answerWith(answer);
      expect(await sender.send(message())).toEqual(ambiguous(code));
      expect(double.requests).toBe(1);
    });

    test.each([302, 307])('after a redirect (%i), which is not followed', async (status) => {
      const first = double;
      await startDouble();
      const other = double;
      pointAt(first.url);
      first.answerWith((_, { url }) => ({
        ...say(id)[0],
        status,
        headers: { Location: other.url + url },
      }));
      expect(await sender.send(message())).toEqual(ambiguous(`http-${status}`));
      expect([first.requests, other.requests]).toEqual([1, 0]);
    });
  });

  test.each(Object.entries(each.kinds))(
    'codes documented as %s are just that',
    async (kind, codes) => {
      const { codeOf = (code: string) => code } = each;
      for (const code of codes) {
        double.answerWith(code);
        const outcome = await sender.send(message());
        expect({ code, ...outcome }).toEqual({ status: 'failed', kind, code: codeOf(code) });
      }
      expect(double.messages).toEqual([]);
      expect(double.requests).toBe(codes.length);
    },
  );

  test.each(['−25 h', '−40 min', '−6 min'] as const)('a clock at %s', async (skew) => {
    const real = Date.now();
    await startDouble(() => new Date(real));
    vi.useFakeTimers({ toFake: ['Date'], now: real - SKEWS[skew] });
    const code = each.clocks[skew];
    expect(await sender.send(message())).toEqual(
      code === 'sent' ? { status: 'sent', providerMessageId: id } : refused('config', code),
    );
    expect(double.requests).toBe(1);
  });

  test.each(['America/New_York', 'Pacific/Kiritimati'])('a machine set to %s', async (zone) => {
    vi.stubEnv('TZ', zone);
    expect(await sender.send(message())).toMatchObject({ status: 'sent' });
  });

  test.each([
    ({ to, code }: CodeMessage) => `${code} for ${to}`,
    ({ code }: CodeMessage) => code,
    ({ to }: CodeMessage) => to.slice(1),
    ({ code }: CodeMessage) => id.slice(0, -code.length) + code,
    ({ code }: CodeMessage) => `Throttling.${code}`,
  ])('a confused server that says %s is not repeated', async (words) => {
    const asked = message();
    for (const reply of say(words(asked))) {
      double.answerWith(reply);
      const outcome = JSON.stringify(await sender.send(asked));
      expect(outcome).not.toContain(asked.code);
      expect(outcome).not.toContain(asked.to.slice(-8));
    }
  });

  /** Another double takes the place of the one there is. */
  async function startDouble(now?: () => Date): Promise<void> {
    double = await each.start(now);
    spent.push(double);
    const variables = { ...double.environment, ...each.variables };
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  }

  function pointAt(url: string): void {
    for (const [name, value] of Object.entries(double.environment)) {
      if (value.startsWith(double.url)) vi.stubEnv(name, value.replace(double.url, url));
    }
  }
});

function message(parts: Partial<CodeMessage> = {}): CodeMessage {
  const to = `+86176${String(randomInt(1e8)).padStart(8, '0')}`;
  const { code = '135790' } = parts;
  const text = `Your code is ${code} & it's good. 验证码`;
  const id = randomUUID().replaceAll('-', '');
  return { id, to, country: 'CN', minutes: 5, language: 'zh', text, ...parts, code };
}

function ambiguous(code: string | RegExp) {
  return refused('ambiguous', expect.stringMatching(code));
}

function refused(kind: string, code: unknown) {
  return { status: 'failed', kind, code };
}
