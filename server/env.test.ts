import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { checkEnv, ENV_VARIABLES, env } from './env';
import { POLICY_VARIABLES, policy } from './policy';
import { requiredBySenders } from './sms';

const NAMES = [...Object.keys(ENV_VARIABLES), ...Object.keys(POLICY_VARIABLES)];
const COMPLETE = {
  DATABASE_URL: 'postgres://user:password@db/gatehouse',
  REDIS_URL: 'redis://cache:6379',
  GATEHOUSE_SECRET: 'a secret of at least 32 characters.',
  PUBLIC_URL: 'https://signup.example.com',
  SMS_ROUTES: '*=ccp',
  CCP_ACCOUNT_SID: 'sid',
  CCP_AUTH_TOKEN: 'token',
  CCP_APP_ID: 'app',
  CCP_TEMPLATE_ID: '7',
};

/** A value of the right form. */
const a = (name: string) => (name.endsWith('_WEBHOOK_SECRET') ? `whsec_${'A'.repeat(32)}` : 'x');

/** As the process checks it on start. */
const check = () => checkEnv(requiredBySenders());

beforeEach(() => {
  for (const name of NAMES) vi.stubEnv(name, undefined);
});
afterEach(() => vi.unstubAllEnvs());

function production(variables: Record<string, string | undefined>) {
  vi.stubEnv('NODE_ENV', 'production');
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
}

describe('env', () => {
  test('development needs nothing', () => {
    expect(env()).toMatchObject({
      SMS_ROUTES: { '*': ['inbox'] },
      PUBLIC_URL: 'http://localhost:3000',
    });
  });

  test('production takes a complete configuration, with Redis or with a REST store', () => {
    production(COMPLETE);
    expect(env().SMS_ROUTES).toEqual({ '*': ['ccp'] });
    const rest = { KV_REST_API_URL: 'https://kv.example.com', KV_REST_API_TOKEN: 'token' };
    production({ ...COMPLETE, REDIS_URL: undefined, ...rest });
    expect(env().KV_REST_API_TOKEN).toBe('token');
  });

  test('production without anything names each missing variable and what it is for', () => {
    production({});
    const names = Object.keys(COMPLETE).filter((each) => !/^(REDIS|CCP)_/.test(each));
    for (const name of [...names, 'KV_REST_API_URL']) {
      expect(env).toThrow(`${name} is missing: ${descriptionOf(name)}`);
      expect(check).toThrow(`${name} is missing: ${descriptionOf(name)}`);
    }
  });

  test.each(Object.keys(COMPLETE))('production without %s is refused', (name) => {
    production({ ...COMPLETE, [name]: '' });
    expect(check).toThrow(/cannot start/);
  });

  test('a complete configuration passes the check on start', () => {
    production(COMPLETE);
    check();
  });

  test('development too needs what its senders need, named at once', () => {
    vi.stubEnv('SMS_ROUTES', '*=ccp');
    vi.stubEnv('CCP_APP_ID', 'app');
    const missing = ['CCP_ACCOUNT_SID', 'CCP_AUTH_TOKEN', 'CCP_TEMPLATE_ID'];
    for (const name of missing) expect(check).toThrow(`${name} is missing: `);
    expect(check).not.toThrow('CCP_APP_ID');
  });

  test.each([
    ['aliyun', 'ALIYUN_ACCESS_KEY_ID'],
    ['aliyun', 'ALIYUN_TEMPLATE_ZH or ALIYUN_TEMPLATE_EN'],
    ['tencent', 'TENCENT_SMS_APP_ID'],
    ['tencent', 'TENCENT_TEMPLATE_ZH or TENCENT_TEMPLATE_EN'],
    ['twilio', 'TWILIO_AUTH_TOKEN'],
    ['twilio', 'TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID'],
    ['webhook', 'SMS_WEBHOOK_SECRET'],
  ])('a route to %s without %s is refused', (sender, names) => {
    vi.stubEnv('SMS_ROUTES', `CN=inbox,${sender}; *=inbox`);
    expect(check).toThrow(`${names} is missing: `);
    for (const name of names.split(' or ').slice(-1)) vi.stubEnv(name, a(name));
    expect(check).not.toThrow(`${names} is missing: `);
  });

  test('an address for events without the key that signs them is refused', () => {
    vi.stubEnv('EVENTS_WEBHOOK_URL', 'https://events.example.com');
    expect(check).toThrow('EVENTS_WEBHOOK_SECRET is missing: ');
    vi.stubEnv('EVENTS_WEBHOOK_SECRET', a('EVENTS_WEBHOOK_SECRET'));
    check();
  });

  test('a country that is allowed and has no sender is named', () => {
    vi.stubEnv('ALLOWED_COUNTRIES', 'CN HK US');
    vi.stubEnv('SMS_ROUTES', 'CN=inbox; US=inbox');
    expect(check).toThrow('SMS_ROUTES has no sender for HK');
    vi.stubEnv('SMS_ROUTES', 'CN=inbox; *=inbox');
    check();
  });

  test.each([
    ['SMS_ROUTES', '*=inbox', 'for development'],
    ['GATEHOUSE_SECRET', 'too short', '32 characters'],
    ['PUBLIC_URL', 'signup.example.com', 'http(s) URL'],
    ['DATABASE_URL', 'mysql://db', 'postgres://'],
    ['CCP_BASE_URL', 'http://sms.example.com', 'https'],
    ['PUBLIC_URL', 'http://signup.example.com', 'must be https'],
    ['PUBLIC_URL', `https://${'x'.repeat(29)}.com`, 'at most 32 characters'],
    ['SMS_ROUTES', 'CN=ccp,smoke', 'names a sender nobody knows; these are known: ccp, aliyun'],
    ['SMS_ROUTES', 'ccp', 'must name senders by country'],
    ['SMS_ROUTES', 'China=ccp', 'must name senders by country'],
    ['SMS_ROUTES', 'CN=', 'must name senders by country'],
    ['SMS_ROUTES', ';', 'must name senders by country'],
    ['SMS_ROUTES', 'CN=ccp; cn=twilio', 'says twice who serves CN'],
    ['SMS_RECEIPTS_SECRET', 'too-short', '22 or more'],
    ['SMS_RECEIPTS_SECRET', 'no/slash/can/be/part/of/an/address', '22 or more'],
    ['DEFAULT_COUNTRY', 'China', 'country codes'],
    ['ALLOWED_COUNTRIES', 'CN,XX', 'country codes'],
    ['HIDE_REGISTERED', 'yes', 'must be true or false'],
    ['TRUSTED_PROXY_HOPS', 'two', 'whole number'],
  ])('%s=%s is refused in words', (name, value, words) => {
    production({ ...COMPLETE, [name]: value });
    expect(env).toThrow(name);
    expect(env).toThrow(words);
  });

  test('no message repeats a value: it may be a secret', () => {
    production({ ...COMPLETE, GATEHOUSE_SECRET: 'hunter2', DATABASE_URL: 'hunter2' });
    expect(env).not.toThrow('hunter2');
  });
});

test('country codes may be small letters, with commas or spaces between them', () => {
  vi.stubEnv('ALLOWED_COUNTRIES', 'cn, hk us');
  expect(env().ALLOWED_COUNTRIES).toEqual(['CN', 'HK', 'US']);
});

test('routes are senders in order, by country', () => {
  vi.stubEnv('SMS_ROUTES', ' cn = ccp, aliyun ;US=twilio;; *=twilio,webhook,twilio ');
  expect(env().SMS_ROUTES).toEqual({
    CN: ['ccp', 'aliyun'],
    US: ['twilio'],
    '*': ['twilio', 'webhook'],
  });
});

test('a changed variable is seen, though values are remembered', () => {
  expect(policy().SMS_CODE_DIGITS).toBe(6);
  vi.stubEnv('SMS_CODE_DIGITS', '8');
  expect(policy().SMS_CODE_DIGITS).toBe(8);
});

describe('policy', () => {
  test('promises what the design says', () => {
    expect(policy()).toMatchObject({
      CAPTCHA_LIFETIME: 300,
      SMS_CODE_LIFETIME: 300,
      SMS_CODE_DIGITS: 6,
      SMS_RESEND_GAPS: [60, 120, 300],
      SMS_PER_MOBILE: [
        { max: 3, seconds: 3600 },
        { max: 5, seconds: 86_400 },
      ],
      SMS_PER_ADDRESS: [
        { max: 10, seconds: 3600 },
        { max: 30, seconds: 86_400 },
      ],
      SMS_PER_NETWORK: [{ max: 60, seconds: 3600 }],
      WRONG_CODES_PER_CHALLENGE: 5,
      WRONG_CODES_PER_MOBILE: [{ max: 10, seconds: 86_400 }],
      WRONG_CODES_RESERVED: 4,
      REGISTRATIONS_PER_ADDRESS: [{ max: 600, seconds: 3600 }],
      MOBILE_PROOF_LIFETIME: 600,
      PASSWORD_MIN_LENGTH: 8,
      PASSWORD_MAX_LENGTH: 128,
      SESSION_LIFETIME: 30 * 86_400,
    });
  });

  test.each([
    ['CAPTCHA_LIFETIME', '5m', 300],
    ['SMS_RESEND_GAPS', '30s, 2m', [30, 120]],
    ['SMS_PER_MOBILE', '7/1d', [{ max: 7, seconds: 86_400 }]],
  ] as const)('%s=%s is understood', (name, text, value) => {
    vi.stubEnv(name, text);
    expect(policy()[name]).toEqual(value);
  });

  test.each([
    ['CAPTCHA_LIFETIME', '300'],
    ['CAPTCHA_LIFETIME', '-5m'],
    ['SMS_RESEND_GAPS', '60s soon'],
    ['SMS_PER_MOBILE', '3'],
    ['SMS_PER_MOBILE', '0/1h'],
    ['SMS_CODE_DIGITS', 'six'],
    ['SMS_CODE_DIGITS', '0'],
    ['SMS_CODE_DIGITS', '9'],
    ['SMS_CODE_LIFETIME', '100m'],
  ])('%s=%s is refused by name', (name, text) => {
    vi.stubEnv(name, text);
    expect(policy).toThrow(name);
  });
});

describe('what operators read', () => {
  const example = readFileSync('.env.example', 'utf8');
  const readme = readFileSync('README.md', 'utf8');

  test.each(NAMES)('%s is in .env.example and in the README, with its default', (name) => {
    expect(example).toMatch(new RegExp(`^#? ?${name}=`, 'm'));
    const row = readme.split('\n').find((line) => line.startsWith(`| \`${name}\` |`)) ?? '';
    expect(row).toContain(defaultOf(name) ?? '');
    expect(row).toContain(descriptionOf(name));
  });

  test('.env.example runs as it is', () => {
    for (const [name, value] of Object.entries(parseEnv(example))) vi.stubEnv(name, value);
    expect(env().SMS_ROUTES).toEqual({ '*': ['inbox'] });
    policy();
  });
});

function descriptionOf(name: string): string {
  const variables = { ...ENV_VARIABLES, ...POLICY_VARIABLES };
  return variables[name as keyof typeof variables].description ?? 'undescribed';
}

/** As it stands in the code, before it is parsed. */
function defaultOf(name: string): string | undefined {
  const source = ['env.ts', 'env/senders.ts', 'policy.ts']
    .map((file) => readFileSync(`server/${file}`, 'utf8'))
    .join();
  const call = source.split(`  ${name}: `)[1]?.split('.describe(')[0] ?? '';
  return /(?:default|duration|durations|rates|count)\(\[?'?([^',)\]]+)/.exec(call)?.[1];
}
