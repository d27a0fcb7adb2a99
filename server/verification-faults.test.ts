import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { smsMessages } from '#db/schema';
import { type CcpDouble, startCcpDouble } from '#e2e/support/ccp-double';
import { freePort } from '#e2e/support/ports';
import { newAsker, newImageCode, newMobile, refusalOf } from '#e2e/support/visitors';
import { keyedHash } from './keyed-hash';
import { register } from './registration';
import { db, kv } from './stores';
import { confirmSmsCode, requestSmsCode } from './verification';

const ACCOUNT = {
  accountSid: 'aaf98f8900000000000000000000abcd',
  authToken: '0123456789abcdef0123456789abcdef',
  appId: '8a216da80000000000000000000abcde',
  templateId: '1',
};

const purpose = 'registration' as const;
type Asker = ReturnType<typeof newAsker>;
let ccp: CcpDouble;

beforeAll(async () => {
  ccp = await startCcpDouble(ACCOUNT);
});
afterAll(() => ccp.stop());
beforeEach(() => {
  for (const [name, value] of Object.entries(ccp.environment)) vi.stubEnv(name, value);
  vi.stubEnv('SMS_SENDER_DEADLINE', '1s');
});
afterEach(() => vi.unstubAllEnvs());

async function ask(mobile: string, asker = newAsker()) {
  return requestSmsCode({ purpose, mobile, ...(await newImageCode()) }, asker);
}

const smsTo = (mobile: string) => ccp.messages.filter(({ to }) => mobile.endsWith(to));
const codeSentTo = (mobile: string) => smsTo(mobile)[0]?.code ?? 'no SMS';

async function finish({ challenge, visitor }: Asker, mobile: string, smsCode: string) {
  await confirmSmsCode({ purpose, mobile, smsCode }, challenge, visitor);
  return register({ mobile, challenge, password: 'correct horse battery' }, visitor);
}

const codeKept = (mobile: string) => kv().get(`sms_code_${mobile}`);
const statusOf = async (mobile: string) => {
  const hash = keyedHash('sms-messages', mobile).toString('hex');
  const ofMobile = eq(smsMessages.mobileHash, hash);
  const rows = await db().select().from(smsMessages).where(ofMobile).orderBy(smsMessages.id);
  return rows.map(({ status }) => status);
};

describe('where surely nothing was sent, the code and the charges are taken back', () => {
  test.each(['160050', '160038', '111142', '112310'] as const)('refused with %s', async (code) => {
    const [mobile, asker] = [newMobile(), newAsker()];
    ccp.answerWith(code);
    expect((await refusalOf(ask(mobile, asker))).reason).toBe('sms-failed');
    expect(await codeKept(mobile)).toBeNull();
    expect(await kv().zcard(`sms_per_mobile_${mobile}`)).toBe(0);
    expect(await kv().zcard(`sms_per_address_${asker.visitor.address}`)).toBe(0);
    await ask(mobile, asker);
    expect(await statusOf(mobile)).toEqual(['failed', 'sent']);
  });

  test('no connection', async () => {
    const mobile = newMobile();
    vi.stubEnv('CCP_BASE_URL', `http://127.0.0.1:${await freePort()}`);
    expect((await refusalOf(ask(mobile))).reason).toBe('sms-failed');
    expect(await codeKept(mobile)).toBeNull();
    vi.stubEnv('CCP_BASE_URL', ccp.url);
    await ask(mobile);
  });

  test('of a resend: the code of the first SMS stays right', async () => {
    const [mobile, asker] = [newMobile(), newAsker()];
    const { resendAt } = await ask(mobile, asker);
    const smsCode = codeSentTo(mobile);
    vi.useFakeTimers({ toFake: ['Date'], now: resendAt + 1 });
    ccp.answerWith('160050');
    expect((await refusalOf(ask(mobile))).reason).toBe('sms-failed');
    vi.useRealTimers();
    await finish(asker, mobile, smsCode);
  });
});

describe('where it may have been sent, Yuntongxun, which knows our id, is asked once more', () => {
  test.each(['hang', 'reset', 'html-502', '161021'] as const)('%s', async (fault) => {
    const [mobile, asker] = [newMobile(), newAsker()];
    ccp.answerWith(fault);
    const before = ccp.requests;
    expect(await ask(mobile, asker)).toMatchObject({ delivery: 'sent' });
    expect([ccp.requests - before, smsTo(mobile).length]).toEqual([2, 1]);
    expect(await statusOf(mobile)).toEqual(['sent']);
    await finish(asker, mobile, codeSentTo(mobile));
  });
});

describe('where nobody can say, the visitor goes on: the code stays right and the gap is kept', () => {
  const lost = { status: 502, body: '<html>Bad Gateway</html>' };
  afterEach(() => ccp.answerWith('accept', 'always'));

  test.each(['161021', lost, { body: '' }] as const)('%j', async (answer) => {
    const [mobile, asker] = [newMobile(), newAsker()];
    ccp.answerWith(answer, 'always');
    const before = ccp.requests;
    expect(await ask(mobile, asker)).toMatchObject({ delivery: 'unknown' });
    expect(ccp.requests - before).toBe(2);
    expect(await statusOf(mobile)).toEqual(['unknown']);
    expect((await refusalOf(ask(mobile))).reason).toBe('too-frequent');
    await expectResendOfSameCode(mobile, asker);
  });

  test.each(['160050', '111142', '160038'] as const)(
    'a no (%s) to the second request says nothing of the first',
    async (no) => {
      const mobile = newMobile();
      ccp.answerWith('161021');
      ccp.answerWith(no);
      expect(await ask(mobile)).toMatchObject({ delivery: 'unknown' });
      expect(await codeKept(mobile)).not.toBeNull();
    },
  );
});

async function expectResendOfSameCode(mobile: string, asker: Asker) {
  ccp.answerWith('accept', 'always');
  const before = await codeKept(mobile);
  expect(before).not.toBeNull();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
  await ask(mobile);
  vi.useRealTimers();
  expect(await codeKept(mobile)).toBe(before);
  await finish(asker, mobile, codeSentTo(mobile));
}
