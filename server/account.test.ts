import { eq, getTableName, sql } from 'drizzle-orm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { smsMessages, users } from '#db/schema';
import { smsTo } from '#e2e/support/inbox';
import { newMember, newProof, PASSWORD, signedIn } from '#e2e/support/members';
import { newMobile, newVisitor, refusalOf, settle } from '#e2e/support/visitors';
import { accountData, changeMobile, changePassword, removeAccount } from './account';
import { keyedHash } from './keyed-hash';
import { parseMobile } from './mobile';
import { findSession } from './sessions';
import { signIn } from './sign-in';
import { sendCode } from './sms';
import { db } from './stores';

const NEXT = 'another horse battery';

afterEach(() => vi.unstubAllEnvs());

const cookie = (sessionToken?: string) => ({ sessionToken, keepSession() {} });
const codeTo = (mobile: string) =>
  sendCode({
    purpose: 'registration',
    mobile: parseMobile(mobile),
    code: '048213',
    expiresInSeconds: 300,
  });

describe('changePassword', () => {
  test('the new password signs in and the old one does not; other sessions end', async () => {
    const { session, token, user, mobile, visitor } = await newMember();
    const other = await signedIn(user);
    const form = { currentPassword: PASSWORD, password: NEXT };
    await changePassword(session, form, visitor);
    expect(await findSession(token)).toBeDefined();
    expect(await findSession(other.token)).toBeUndefined();
    await signIn({ mobile, password: NEXT }, newVisitor());
    const old = signIn({ mobile, password: PASSWORD }, newVisitor());
    expect((await refusalOf(old)).reason).toBe('credentials-wrong');
  });

  test('a wrong current password changes and ends nothing', async () => {
    const { session, user, mobile, visitor } = await newMember();
    const other = await signedIn(user);
    const wrong = { currentPassword: 'wrong one', password: NEXT };
    const refusal = await refusalOf(changePassword(session, wrong, visitor));
    expect([refusal.reason, refusal.rule.field]).toEqual(['password-wrong', 'currentPassword']);
    expect(await findSession(other.token)).toBeDefined();
    await signIn({ mobile, password: PASSWORD }, newVisitor());
  });

  test('of 15 wrong current passwords 10 are compared, and they count for signing in too', async () => {
    const { session, mobile, visitor } = await newMember();
    const wrong = { currentPassword: 'wrong one', password: NEXT };
    const { reasons } = await settle(
      Array.from({ length: 15 }, () => changePassword(session, wrong, visitor)),
    );
    expect(reasons.filter((reason) => reason === 'password-wrong')).toHaveLength(10);
    expect(reasons.filter((reason) => reason === 'too-frequent')).toHaveLength(5);
    const right = signIn({ mobile, password: PASSWORD }, visitor);
    expect((await refusalOf(right)).reason).toBe('too-frequent');
  });

  test('a new password that nobody may choose is refused before the current one counts', async () => {
    const { session, mobile, visitor } = await newMember();
    for (const [password, reason] of [
      ['short', 'password-short'],
      [mobile.slice(3), 'password-common'],
    ] as const) {
      const form = { currentPassword: PASSWORD, password };
      expect((await refusalOf(changePassword(session, form, visitor))).reason).toBe(reason);
    }
  });
});

describe('changeMobile', () => {
  async function change(member: Awaited<ReturnType<typeof newMember>>, mobile = newMobile()) {
    const challenge = await newProof('mobile-change', mobile);
    const form = { mobile, currentPassword: PASSWORD, challenge, language: 'en' };
    return { ...form, send: () => changeMobile(member.session, form, member.visitor) };
  }

  test('the new number signs in and the old one does not; sessions stay', async () => {
    const member = await newMember();
    const other = await signedIn(member.user);
    const { mobile, send } = await change(member);
    await send();
    expect((await findSession(other.token))?.user.mobile).toBe(mobile);
    await signIn({ mobile, password: PASSWORD }, newVisitor());
    const old = signIn({ mobile: member.mobile, password: PASSWORD }, newVisitor());
    expect((await refusalOf(old)).reason).toBe('credentials-wrong');
  });

  test('the old number is told, once, though the form is sent five times at once', async () => {
    const member = await newMember();
    const { mobile, send } = await change(member);
    await Promise.all(Array.from({ length: 5 }, send));
    await send();
    expect(smsTo(member.mobile)).toHaveLength(1);
    expect(smsTo(member.mobile)[0]?.text).toMatch(/was changed/);
    expect(smsTo(mobile)).toEqual([]);
  });

  test('a notice that cannot be sent does not fail the change', async () => {
    const member = await newMember();
    const { mobile, send } = await change(member);
    vi.stubEnv('SMS_ROUTES', '*=ccp');
    await send();
    expect((await findSession(member.token))?.user.mobile).toBe(mobile);
  });

  test('an old number of a country that is not served any more is left untold', async () => {
    const member = await newMember();
    vi.stubEnv('ALLOWED_COUNTRIES', 'US');
    const mobile = `+1415555${member.mobile.slice(-4)}`;
    const { send } = await change(member, mobile);
    await send();
    expect((await findSession(member.token))?.user.mobile).toBe(mobile);
    expect(smsTo(member.mobile)).toEqual([]);
    expect(await tracesOf(member.mobile)).toEqual([]);
  });

  test('20 users change to one number at once: one has it, the others are told registered', async () => {
    const members = await Promise.all(Array.from({ length: 20 }, () => newMember()));
    const mobile = newMobile();
    const challenge = await newProof('mobile-change', mobile);
    const form = { mobile, currentPassword: PASSWORD, challenge };
    const { succeeded, reasons } = await settle(
      members.map(({ session, visitor }) => changeMobile(session, form, visitor)),
    );
    expect(succeeded).toBe(1);
    expect(new Set(reasons)).toEqual(new Set(['registered']));
    expect(await db().select().from(users).where(eq(users.mobile, mobile))).toHaveLength(1);
  }, 60_000);

  test('without the proof of that number, or with a wrong password, it stays', async () => {
    const member = await newMember();
    const { send: _, ...form } = await change(member);
    const refusals = [
      await refusalOf(changeMobile(member.session, { ...form, mobile: newMobile() }, newVisitor())),
      await refusalOf(
        changeMobile(member.session, { ...form, currentPassword: 'x' }, newVisitor()),
      ),
    ];
    expect(refusals.map(({ reason }) => reason)).toEqual(['sms-code-expired', 'password-wrong']);
    expect((await findSession(member.token))?.user.mobile).toBe(member.mobile);
  });

  test('nothing that is kept leads to the old number any more', async () => {
    const member = await newMember();
    await codeTo(member.mobile);
    await (await change(member)).send();
    expect(await tracesOf(member.mobile)).toEqual([]);
  });
});

describe('removeAccount', () => {
  test('no table has a trace of the number, and how many SMS were sent stays known', async () => {
    const member = await newMember();
    await codeTo(member.mobile);
    expect((await tracesOf(member.mobile)).sort()).toEqual(['sms_messages', 'users']);
    const before = await countMessages(member.mobile);
    await removeAccount(member.session, { currentPassword: PASSWORD }, member.visitor);
    expect(await tracesOf(member.mobile)).toEqual([]);
    expect(await countMessages(member.mobile)).toBe(before);
    expect(await findSession(member.token)).toBeUndefined();
  });

  test('a wrong password removes nothing', async () => {
    const { session, token, visitor } = await newMember();
    const wrong = removeAccount(session, { currentPassword: 'wrong one' }, visitor);
    expect((await refusalOf(wrong)).reason).toBe('password-wrong');
    expect(await findSession(token)).toBeDefined();
  });

  test('the number can register again', async () => {
    const { session, mobile, visitor } = await newMember();
    await removeAccount(session, { currentPassword: PASSWORD }, visitor);
    await newMember(mobile);
  });
});

describe('accountData', () => {
  test('is what is kept of the user, the sessions and the SMS, and no secret', async () => {
    const userAgent = 'Mozilla/5.0 Firefox/140.0';
    const member = await newMember(newMobile(), { ...newVisitor(), userAgent });
    await codeTo(member.mobile);
    const stranger = await newMember();
    await codeTo(stranger.mobile);
    const data = await accountData(cookie(member.token));
    expect(data).toMatchObject({
      user: { id: member.user.id, mobile: member.mobile },
      sessions: [{ id: member.session.id, userAgent }],
      messages: [{ purpose: 'registration', provider: 'inbox', status: 'sent', country: 'CN' }],
    });
    const text = JSON.stringify(data);
    const secrets = [member.user.passwordHash, member.token, hashOf(member.mobile), 'Hash'];
    for (const secret of [...secrets, '048213', stranger.mobile, stranger.user.id]) {
      expect(text).not.toContain(secret);
    }
  });

  test('has every column of every table but the hashes', async () => {
    const member = await newMember();
    await codeTo(member.mobile);
    const { user, sessions, messages } = await accountData(cookie(member.token));
    const given = [user, ...sessions, ...messages].flatMap((row) => Object.keys(row)).length;
    const columns = await db().execute(sql`
      select from information_schema.columns
      where table_schema = 'public' and column_name not like '%hash'
      and table_name not like 'send_%' and table_name not in ('tallies', 'tally_totals', 'prefix_days', 'audit_log', 'events')`);
    // Those are of no person, of operators, and what a user's own row says.
    // That a session is the user's own is said by where it stands.
    expect(given).toBe(columns.length - 1);
  });

  test('is for nobody who is signed out', async () => {
    expect((await refusalOf(accountData(cookie()))).reason).toBe('signed-out');
    expect((await refusalOf(accountData(cookie('made up')))).reason).toBe('signed-out');
  });
});

const hashOf = (mobile: string) => keyedHash('sms-messages', mobile).toString('hex');

/** The tables, whatever there are, with a row that has the number or its hash in any column. */
async function tracesOf(mobile: string): Promise<string[]> {
  const tables = await db().execute<{ name: string }>(sql`
    select table_name as name from information_schema.tables where table_schema = 'public'`);
  const traces: string[] = [];
  for (const { name } of tables) {
    const rows = await db().execute(sql`
      select from ${sql.identifier(name)} as t
      where t::text like ${`%${mobile.slice(1)}%`} or t::text like ${`%${hashOf(mobile)}%`}`);
    if (rows.length > 0) traces.push(name);
  }
  return traces;
}

async function countMessages(mobile: string): Promise<number> {
  const rows = await db().execute(sql`
    select from ${sql.identifier(getTableName(smsMessages))} where prefix = ${mobile.slice(0, -4)}`);
  return rows.length;
}
