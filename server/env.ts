import { isSupportedCountry } from 'libphonenumber-js/max';
import { z } from 'zod';
import { httpUrl, isConfidential, providerUrl, signingKey, text } from './env/forms';
import { SENDER_VARIABLES } from './env/senders';
import { parseRoutes } from './sms-routes';

/** A longer host would cost every SMS a second segment: see server/sms/text.ts. */
export const MAX_HOST_LENGTH = 32;

const country = () =>
  text()
    .toUpperCase()
    .refine(isSupportedCountry, 'must be two-letter country codes, for example CN');
const countries = () =>
  text()
    .transform((value) => value.split(/[\s,]+/))
    .pipe(z.array(country()));
const redisUrl = () => z.url({ protocol: /^rediss?$/, error: 'must be a redis:// URL' });
const redisUrls = () =>
  text()
    .transform((value) => value.split(/[\s,]+/))
    .pipe(z.array(redisUrl()));
const routes = () => text().transform(readBy(parseRoutes));

/** Where things are and who we are: each variable with what it is for. Numbers are in policy.ts. */
export const ENV_VARIABLES = {
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' })
    .optional()
    .describe('PostgreSQL, for example postgres://user:password@host/gatehouse'),
  KV_REST_API_URL: httpUrl().optional().describe('key-value store over REST (Upstash, Vercel KV)'),
  KV_REST_API_TOKEN: text().optional().describe('the token that goes with KV_REST_API_URL'),
  REDIS_URL: redisUrl()
    .optional()
    .describe('a Redis server, used where KV_REST_API_URL is not set'),
  REDIS_CLUSTER_URLS: redisUrls()
    .optional()
    .describe('some nodes of a Redis Cluster, instead of REDIS_URL: redis://a:6379 redis://b:6379'),
  GATEHOUSE_SECRET: text()
    .min(32, 'must have 32 characters or more')
    .optional()
    .describe('key of SMS codes and number hashes; make one with: openssl rand -base64 32'),
  PUBLIC_URL: httpUrl()
    .refine(hasShortHost, `must have a host of at most ${MAX_HOST_LENGTH} characters, for the SMS`)
    .optional()
    .describe('where visitors find this site, for example https://signup.example.com'),
  SMS_ROUTES: routes()
    .optional()
    .describe('who delivers the SMS, by country and in order: CN=ccp,aliyun; *=twilio'),
  SMS_RECEIPTS_SECRET: text()
    .regex(/^[\w-]{22,}$/, 'must be 22 or more of a-z, A-Z, 0-9, _ and -')
    .optional()
    .describe('end of the address that takes delivery receipts; openssl rand -hex 32 makes one'),
  ...SENDER_VARIABLES,
  EVENTS_WEBHOOK_URL: providerUrl()
    .optional()
    .describe('where events are posted, signed; where it is not set there are none'),
  EVENTS_WEBHOOK_SECRET: signingKey()
    .optional()
    .describe('key of their signatures: echo whsec_$(openssl rand -base64 32)'),
  DEFAULT_COUNTRY: country().default('CN').describe('country of numbers typed without +'),
  ALLOWED_COUNTRIES: countries()
    .default(['CN'])
    .describe('countries whose mobile numbers may sign up'),
  HIDE_REGISTERED: z
    .stringbool({ truthy: ['true'], falsy: ['false'], error: 'must be true or false' })
    .default(false)
    .describe('tell whether a number has an account only to who proves the number'),
  TRUSTED_PROXY_HOPS: z.coerce
    .number('must be a whole number')
    .int()
    .min(0)
    .default(0)
    .describe('how many reverse proxies of yours stand before this server'),
  VERCEL: text().optional().describe('set by Vercel; its visitor address header is then trusted'),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl()
    .optional()
    .describe('OpenTelemetry collector that gets traces, for example http://127.0.0.1:4318'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('least severe log line that is written'),
};

/** Alone, for who has to know it before the whole is checked. */
export const ROUTES_VARIABLE = { SMS_ROUTES: ENV_VARIABLES.SMS_ROUTES };

/** What `next dev` and the tests use where production has to be told. */
const developmentDefaults = () => ({
  GATEHOUSE_SECRET: 'known to everybody, so for development only',
  PUBLIC_URL: `http://localhost:${process.env.PORT || 3000}`,
  SMS_ROUTES: parseRoutes('*=inbox'),
});

type Variables = z.infer<z.ZodObject<typeof ENV_VARIABLES>>;
type Env = Variables & Required<Pick<Variables, keyof ReturnType<typeof developmentDefaults>>>;

/** The configuration of this process. Throws an `Error` that names each variable to mend. */
export function env(): Env {
  const variables = readEnv(ENV_VARIABLES);
  if (variables !== checked.variables || !IS_FINAL) {
    if (process.env.NODE_ENV === 'production') refuse(problemsInProduction(variables));
    checked = { variables, env: { ...developmentDefaults(), ...defined(variables) } };
  }
  return checked.env;
}

let checked = {} as { variables?: Variables; env: Env };

/** Nobody changes the environment of the process that serves; tests and development do. */
const IS_FINAL = process.env.GATEHOUSE_SERVER !== undefined;

/**
 * Throws like `env()`, and also where a country has no sender, or where of a group of `required`
 * there is no variable.
 */
export function checkEnv(required: string[][]): void {
  const variables = readEnv(ENV_VARIABLES);
  const isProduction = process.env.NODE_ENV === 'production';
  refuse([
    ...(isProduction ? problemsInProduction(variables) : []),
    ...missingIn(variables, [...(required as Name[][]), ...requiredByEvents(variables)]),
    ...unserved(variables),
  ]);
}

/**
 * Reads the variables of `shape` from the environment; an empty one counts as not set. Read again
 * only when one of them has changed, so it can be asked for wherever a value is needed.
 */
export function readEnv<Shape extends z.ZodRawShape>(shape: Shape): z.infer<z.ZodObject<Shape>> {
  const known = readBefore.get(shape);
  if (known && IS_FINAL) return known.values as z.infer<z.ZodObject<Shape>>;
  const given = Object.keys(shape).map((name) => [name, process.env[name] || undefined] as const);
  const key = given.map(([, value]) => value).join('\0');
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

type Name = keyof Variables;

function problemsInProduction(variables: Variables): string[] {
  const problems = missingIn(
    variables,
    requiredNames(variables).map((name) => [name]),
  );
  if (variables.PUBLIC_URL && !isConfidential(variables.PUBLIC_URL)) {
    problems.push('PUBLIC_URL must be https: over plain http anybody on the way is the visitor');
  }
  if (
    Object.values(variables.SMS_ROUTES ?? {})
      .flat()
      .includes('inbox')
  ) {
    problems.push('SMS_ROUTES inbox is for development: nobody would receive an SMS');
  }
  return problems;
}

/** Of each group at least one has to be there. */
function missingIn(variables: Variables, groups: Name[][]): string[] {
  const missing = groups.filter((group) => group.every((name) => variables[name] === undefined));
  return missing.map((group) => {
    const [first = ''] = group.map((name) => ENV_VARIABLES[name].description);
    return `${group.join(' or ')} is missing: ${first}`;
  });
}

function unserved({ SMS_ROUTES: routes, ALLOWED_COUNTRIES: countries }: Variables): string[] {
  if (!routes || routes['*']) return [];
  const left = countries.filter((country) => !routes[country]);
  return left.map((country) => `SMS_ROUTES has no sender for ${country}, an allowed country`);
}

function requiredNames(variables: Variables): Name[] {
  const hasRedis = variables.REDIS_URL || variables.REDIS_CLUSTER_URLS;
  const kv = variables.KV_REST_API_URL || !hasRedis;
  return [
    'DATABASE_URL',
    ...(kv ? (['KV_REST_API_URL', 'KV_REST_API_TOKEN'] as const) : []),
    'GATEHOUSE_SECRET',
    'PUBLIC_URL',
    'SMS_ROUTES',
  ];
}

/** Nobody could tell an event that is not signed from a stranger's. */
function requiredByEvents({ EVENTS_WEBHOOK_URL: url }: Variables): Name[][] {
  return url ? [['EVENTS_WEBHOOK_SECRET']] : [];
}

function refuse(problems: string[]): void {
  if (problems.length > 0) throw configurationError(problems);
}

function configurationError(problems: string[]): Error {
  return new Error(
    ['Gatehouse cannot start. In the environment or in .env:', ...problems].join('\n  - '),
  );
}

function defined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

function hasShortHost(url: string): boolean {
  return !URL.canParse(url) || new URL(url).hostname.length <= MAX_HOST_LENGTH;
}

/** For `transform`: what `parse` throws is what is wrong with the variable. */
export function readBy<T>(parse: (text: string) => T) {
  return (text: string, context: z.RefinementCtx): T => {
    try {
      return parse(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  };
}

/** For commands: the variables of `.env`, where there is one. What the environment has already wins. */
export function loadEnvFile(): void {
  try {
    process.loadEnvFile();
  } catch {} // there is none
}
