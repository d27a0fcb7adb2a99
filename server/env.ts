import { isSupportedCountry } from 'libphonenumber-js/max';
import { z } from 'zod';

const text = () => z.string().trim().min(1);
const country = () =>
  text()
    .toUpperCase()
    .refine(isSupportedCountry, 'must be two-letter country codes, for example CN');
const countries = () =>
  text()
    .transform((value) => value.split(/[\s,]+/))
    .pipe(z.array(country()));
const httpUrl = () => z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' });

/** Where things are and who we are: each variable with what it is for. Numbers are in policy.ts. */
export const ENV_VARIABLES = {
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' })
    .optional()
    .describe('PostgreSQL, for example postgres://user:password@host/gatehouse'),
  KV_REST_API_URL: httpUrl().optional().describe('key-value store over REST (Upstash, Vercel KV)'),
  KV_REST_API_TOKEN: text().optional().describe('the token that goes with KV_REST_API_URL'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'must be a redis:// URL' })
    .optional()
    .describe('a Redis server, used where KV_REST_API_URL is not set'),
  GATEHOUSE_SECRET: text()
    .min(32, 'must have 32 characters or more')
    .optional()
    .describe('key of SMS codes and number hashes; make one with: openssl rand -base64 32'),
  PUBLIC_URL: httpUrl()
    .optional()
    .describe('where visitors find this site, for example https://signup.example.com'),
  SMS_SENDER: z
    .enum(['ccp', 'inbox'], 'must be ccp (or inbox, in development)')
    .optional()
    .describe('who delivers the SMS: ccp is Yuntongxun; inbox is the /dev/inbox page'),
  CCP_ACCOUNT_SID: text().optional().describe('Yuntongxun account SID'),
  CCP_AUTH_TOKEN: text().optional().describe('Yuntongxun auth token'),
  CCP_APP_ID: text().optional().describe('Yuntongxun application id'),
  CCP_TEMPLATE_ID: text()
    .optional()
    .describe('Yuntongxun template of {1} code and {2} minutes; 1 reaches only test numbers'),
  CCP_BASE_URL: httpUrl()
    .refine(isConfidential, 'must be https, or a server on this machine')
    .default('https://app.cloopen.com:8883')
    .describe('Yuntongxun server'),
  DEFAULT_COUNTRY: country().default('CN').describe('country of numbers typed without +'),
  ALLOWED_COUNTRIES: countries()
    .default(['CN'])
    .describe('countries whose mobile numbers may sign up'),
  TRUSTED_PROXY_HOPS: z.coerce
    .number('must be a whole number')
    .int()
    .min(0)
    .default(0)
    .describe('how many reverse proxies of yours stand before this server'),
  VERCEL: text().optional().describe('set by Vercel; its visitor address header is then trusted'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('least severe log line that is written'),
};

/** What `next dev` and the tests use where production has to be told. */
const developmentDefaults = () => ({
  GATEHOUSE_SECRET: 'known to everybody, so for development only',
  PUBLIC_URL: `http://localhost:${process.env.PORT || 3000}`,
  SMS_SENDER: 'inbox' as const,
});

type Variables = z.infer<z.ZodObject<typeof ENV_VARIABLES>>;
type Env = Variables & Required<Pick<Variables, keyof ReturnType<typeof developmentDefaults>>>;

/** The configuration of this process. Throws an `Error` that names each variable to mend. */
export function env(): Env {
  const variables = readEnv(ENV_VARIABLES);
  if (process.env.NODE_ENV === 'production') refuseIncomplete(variables);
  return { ...developmentDefaults(), ...defined(variables) };
}

/**
 * Reads the variables of `shape` from the environment; an empty one counts as not set. Read again
 * only when one of them has changed, so it can be asked for wherever a value is needed.
 */
export function readEnv<Shape extends z.ZodRawShape>(shape: Shape): z.infer<z.ZodObject<Shape>> {
  const given = Object.keys(shape).map((name) => [name, process.env[name] || undefined] as const);
  const key = given.map(([, value]) => value).join('\0');
  const known = readBefore.get(shape);
  if (known?.key === key) return known.values as z.infer<z.ZodObject<Shape>>;

  const result = z.object(shape).safeParse(Object.fromEntries(given));
  if (!result.success) throw configurationError(result.error.issues.map(problemIn));
  readBefore.set(shape, { key, values: result.data });
  return result.data;
}

const readBefore = new WeakMap<z.ZodRawShape, { key: string; values: unknown }>();

function problemIn({ path, message }: z.core.$ZodIssue): string {
  return `${String(path[0])} ${message}`;
}

function refuseIncomplete(variables: Variables): void {
  const missing = requiredNames(variables).filter((name) => variables[name] === undefined);
  const problems = missing.map((name) => `${name} is missing: ${ENV_VARIABLES[name].description}`);
  if (variables.PUBLIC_URL && !isConfidential(variables.PUBLIC_URL)) {
    problems.push('PUBLIC_URL must be https: over plain http anybody on the way is the visitor');
  }
  if (variables.SMS_SENDER === 'inbox') {
    problems.push('SMS_SENDER inbox is for development: nobody would receive an SMS; set ccp');
  }
  if (problems.length > 0) throw configurationError(problems);
}

function requiredNames(variables: Variables): (keyof Variables)[] {
  const kv = variables.KV_REST_API_URL || !variables.REDIS_URL;
  return [
    'DATABASE_URL',
    ...(kv ? (['KV_REST_API_URL', 'KV_REST_API_TOKEN'] as const) : []),
    'GATEHOUSE_SECRET',
    'PUBLIC_URL',
    'SMS_SENDER',
    ...(variables.SMS_SENDER === 'inbox'
      ? []
      : (['CCP_ACCOUNT_SID', 'CCP_AUTH_TOKEN', 'CCP_APP_ID', 'CCP_TEMPLATE_ID'] as const)),
  ];
}

function configurationError(problems: string[]): Error {
  return new Error(
    ['Gatehouse cannot start. In the environment or in .env:', ...problems].join('\n  - '),
  );
}

function defined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

function isConfidential(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
