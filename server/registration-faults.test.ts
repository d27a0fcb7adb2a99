import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { smsMessages } from '#db/schema';
import { type CcpDouble, startCcpDouble } from '#e2e/support/ccp-double';
import { freePort } from '#e2e/support/ports';
import { newImageCode, newMobile, newVisitor, refusalOf } from '#e2e/support/visitors';
import { keyedHash } from './keyed-hash';
import { register, requestSmsCode } from './registration';
import { db, kv } from './stores';

const ACCOUNT = {
  accountSid: 'aaf98f8900000000000000000000abcd',
  authToken: '0123456789abcdef0123456789abcdef',
  appId: '8a216da80000000000000000000abcde',
  templateId: '1',
};

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

async function ask(mobile: string, visitor = newVisitor()) {
  return requestSmsCode({ mobile, ...(await newImageCode()) }, visitor);
}

const codeKept = (mobile: string) => kv().get(`sms_code_${mobile}`);
const statusOf = async (mobile: string) => {
  const hash = keyedHash('sms-messages', mobile).toString('hex');
  const rows = await db().select().from(smsMessages).where(eq(smsMessages.mobileHash, hash));
  return rows.map(({ status }) => status);
};

describe('where surely nothing was sent, the code and the charges are taken back', () => {
  test.each(['160050', '160038', '111142', '112310'] as const)('refused with %s', async (code) => {
    const [mobile, visitor] = [newMobile(), newVisitor()];
    ccp.answerWith(code);
    expect((await refusalOf(ask(mobile, visitor))).reason).toBe('sms-failed');
    expect(await codeKept(mobile)).toBeNull();
    expect(await kv().zcard(`sms_per_mobile_${mobile}`)).toBe(0);
    expect(await kv().zcard(`sms_per_address_${visitor.address}`)).toBe(0);
    await ask(mobile, visitor);
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
    const mobile = newMobile();
    const { challenge, resendInSeconds } = await ask(mobile);
    const smsCode = ccp.messages.find(({ to }) => mobile.endsWith(to))?.code ?? '';
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + resendInSeconds * 1000 });
    ccp.answerWith('160050');
    expect((await refusalOf(ask(mobile))).reason).toBe('sms-failed');
    vi.useRealTimers();
    await register({ mobile, challenge, smsCode, password: 'correct horse battery' });
  });
});

describe('where it may have been sent, the code stays right and the gap is kept', () => {
  test.each(['hang', 'reset', 'html-502', '161021'] as const)('%s', async (fault) => {
    const mobile = newMobile();
    ccp.answerWith(fault);
    expect((await refusalOf(ask(mobile))).reason).toBe('sms-failed');
    expect(await statusOf(mobile)).toEqual(['unknown']);
    expect(await codeKept(mobile)).not.toBeNull();
    expect((await refusalOf(ask(mobile))).reason).toBe('too-frequent');

    const before = await codeKept(mobile);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
    await ask(mobile);
    vi.useRealTimers();
    expect(await codeKept(mobile)).toBe(before);
  });
});
