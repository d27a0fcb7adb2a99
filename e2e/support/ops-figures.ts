import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../server/routers/app';

type Figures = inferRouterOutputs<AppRouter>['ops']['figures'];

const HOUR = 3_600_000;

/** SMS of the 24 hours before half past nine, and of the one that has begun. */
const SENT = [
  ...[212, 240, 233, 251, 260, 248, 236, 221, 244, 262, 281, 240],
  ...[188, 131, 84, 52, 34, 27, 25, 38, 390, 412, 168, 190, 96],
];

/** A day at a site in two countries, in the night of which somebody pumps SMS for an hour or two. */
export function figuresAt(now: number): Figures {
  const current = Math.floor(now / HOUR) * HOUR;
  const series = SENT.map((sent, i) => hourOf(sent, current - (SENT.length - 1 - i) * HOUR, i));
  const sum = (of: 'pictures' | 'solved' | 'failed' | 'sent' | 'delivered' | 'verified') =>
    series.reduce((sum, each) => sum + each[of], 0);
  const registered = series.reduce((sum, each) => sum + each.registered, 0);
  const step = (
    name: Figures['funnel'][number]['name'],
    of: typeof name | null,
    count: number,
    whole = 0,
  ) => ({
    ...{ name, of, count },
    rate: of ? count / whole : null,
  });
  return {
    now,
    step: 'hour',
    choices: { countries: ['CN', 'US'], senders: ['ccp', 'aliyun', 'twilio'] },
    funnel: [
      step('pictures', null, sum('pictures')),
      step('solved', 'pictures', sum('solved'), sum('pictures')),
      step('sent', 'solved', sum('sent'), sum('solved')),
      step('delivered', 'sent', sum('delivered'), sum('sent')),
      step('verified', 'sent', sum('verified'), sum('sent')),
      step('registered', 'verified', registered, Math.round(sum('verified') * 0.81)),
    ],
    series,
    countries: [group('CN', 3_964, 3_871, 3_402, 198.2, 0), group('US', 799, 655, 211, 79.9, 1)],
    senders: [
      group('ccp', 3_512, 3_440, 3_060, 175.6, 0),
      group('twilio', 799, 655, 211, 79.9, 1),
      group('aliyun', 452, 431, 342, 22.6, 2),
    ],
    prefixes: {
      most: [
        prefix('CN', '+861381234', 41, 37),
        prefix('CN', '+861761208', 38, 33),
        prefix('CN', '+861591170', 36, 30),
        prefix('US', '+1646555', 29, 1),
        prefix('CN', '+861861002', 27, 25),
        prefix('US', '+1305555', 24, 0),
      ],
      open: [
        prefix('US', '+1646555', 29, 1),
        prefix('US', '+1305555', 24, 0),
        prefix('US', '+1212555', 19, 0),
        prefix('US', '+1718555', 16, 1),
        prefix('CN', '+861591170', 36, 30),
        prefix('CN', '+861761208', 38, 33),
      ],
    },
    refusals: [
      { label: 'captcha-wrong', count: 712 },
      { label: 'too-frequent', count: 604 },
      { label: 'registered', count: 233 },
      { label: 'captcha-expired', count: 148 },
      { label: 'sms-code-wrong', count: 131 },
      { label: 'credentials-wrong', count: 57 },
      { label: 'sms-failed', count: 12 },
    ],
    guardRefusals: [
      { label: 'prefix', count: 391 },
      { label: 'country', count: 118 },
      { label: 'mobile', count: 61 },
      { label: 'address', count: 34 },
    ],
    captchaFailures: [
      { label: 'wrong', count: Math.round(sum('failed') * 0.83) },
      { label: 'expired', count: sum('failed') - Math.round(sum('failed') * 0.83) },
    ],
    latencies: [
      latency('confirm', 4_120, [6, 14, 31], series),
      latency('picture', 7_204, [3, 7, 18], series),
      latency('provider', 4_763, [182, 640, 1_840], series),
      latency('register', 2_870, [74, 121, 233], series),
      latency('request-code', 4_763, [208, 690, 1_910], series),
    ],
    breakers: [{ sender: 'twilio', country: 'US' }],
    guard: {
      budgets: [
        { seconds: 3_600, max: 25, spent: 9.6, short: 20 },
        { seconds: 86_400, max: 320, spent: 278.1, short: 256 },
      ],
      levers: [
        { name: '+1646555', value: 'stop', setBy: OPERATOR, setAt: iso(now - 5.2 * HOUR) },
        {
          name: 'budget',
          value: '25/1h 320/24h',
          setBy: 'command:ann',
          setAt: iso(now - 26 * HOUR),
        },
      ],
      blocks: [
        { kind: 'prefix', id: '+1305555', until: iso(now + 3.5 * HOUR) },
        { kind: 'prefix', id: '+1212555', until: iso(now + 0.6 * HOUR) },
      ],
    },
    journal: [
      entry(41, now, OPERATOR, 'look', { page: '/ops' }),
      entry(40, now - 5.2 * HOUR, OPERATOR, 'lever-set', { name: '+1646555', value: 'stop' }),
      entry(39, now - 5.3 * HOUR, OPERATOR, 'look', { page: '/ops' }),
      entry(38, now - 26 * HOUR, 'command:ann', 'lever-set', {
        name: 'budget',
        value: '25/1h 320/24h',
      }),
      entry(37, now - 27 * HOUR, 'command:ann', 'operator-granted', { user: OPERATOR.slice(5) }),
    ],
  };
}

const OPERATOR = 'user:019ab1f2-6c1e-7d4a-9b6e-0c55f2a7d3e1';

/** The pumped SMS are sent, and nobody enters their codes. */
function hourOf(sent: number, start: number, i: number) {
  const honest = sent > 300 ? 60 : sent;
  const verified = Math.round(honest * (0.84 + 0.03 * Math.sin(i)));
  const solved = Math.round(sent * 1.22);
  return {
    start,
    sent,
    solved,
    verified,
    pictures: Math.round(solved * 1.24),
    failed: Math.round(solved * (sent > 300 ? 0.31 : 0.11 + 0.02 * Math.cos(i))),
    delivered: Math.round(honest * 0.97 + (sent - honest) * 0.8),
    verifiedToRegister: Math.round(verified * 0.81),
    registered: Math.round(verified * 0.79),
  };
}

function group(
  name: string,
  sent: number,
  delivered: number,
  verified: number,
  spent: number,
  openings: number,
) {
  return { name, sent, failed: Math.round(sent * 0.01), delivered, verified, spent, openings };
}

function prefix(country: string, prefix: string, sent: number, verified: number) {
  return { country, prefix, sent, verified };
}

function latency(
  what: string,
  count: number,
  [p50, p95, p99]: [number, number, number],
  series: { start: number }[],
) {
  const of = (ms: number, i: number) =>
    Math.round(ms * (1 + 0.12 * Math.sin(i * 1.7) + (i === 21 ? 0.5 : 0)));
  return {
    ...{ what, count, p50, p95, p99 },
    series: series.map(({ start }, i) => ({
      start,
      p50: of(p50, i),
      p95: of(p95, i),
      p99: of(p99, i),
    })),
  };
}

function entry(
  seq: number,
  at: number,
  actor: string,
  action: string,
  details: Record<string, string>,
) {
  return { seq, at: iso(at), actor, action, details };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
