import { appRouter } from '../../../server/routers/app';
import { type Random, randomFrom } from '../../attack/random';
import { RECEIPTS_SECRET } from '../world';
import { headersOf } from './headers';
import { hostilePath, hostileQuery } from './paths';
import { chance, hostileValue, mutated, oneOf, randomBytes, scrambled } from './values';
import type { How } from './wire';

export interface FuzzRequest extends How {
  bytes: Buffer;
}

const PROCEDURES = Object.entries(appRouter._def.procedures).map(([name, procedure]) => ({
  name,
  isQuery: (procedure as unknown as { _def: { type: string } })._def.type === 'query',
}));

/** What would be right, where it is asked for. */
const INPUT = {
  purpose: 'registration',
  mobile: '17600000000',
  imageCodeId: '8f0c2d1e-5a4b-4c3d-9e2f-1a0b9c8d7e6f',
  imageCode: 'ACE3',
  captchaId: '8f0c2d1e-5a4b-4c3d-9e2f-1a0b9c8d7e6f',
  smsCode: '123456',
  password: 'correct horse battery',
  currentPassword: 'correct horse battery',
  id: '8f0c2d1e-5a4b-4c3d-9e2f-1a0b9c8d7e6f',
};

const PURPOSES = ['registration', 'sign-in', 'password-reset', 'mobile-change'];
const PROVIDERS = ['ccp', 'aliyun', 'tencent', 'twilio', 'webhook', '__proto__', 'x'];
const TYPES = [
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'application/xml',
  '',
  '\xff',
];
const METHODS = ['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'get', 'FOO'];
const PAGES = [
  '/',
  '/register',
  '/en/register',
  '/zh/sign-in',
  '/account',
  '/forgot-password',
  '/ops',
  '/nowhere',
];

/** The `nth` request of a run; the same for the same seed. `session` is a cookie that opens one. */
export function requestOf(seed: number, nth: number, session: string): FuzzRequest {
  const random = randomFrom(seed + Math.imul(nth, 0x9e3779b1));
  if (chance(random, 0.01))
    return { bytes: randomBytes(random, 1 + random.below(2_000)), isCut: true };
  const door = oneOf(random, [
    procedure,
    procedure,
    procedure,
    procedure,
    rest,
    rest,
    receipt,
    page,
  ]);
  const { path, method: right, body } = door(random);
  // Or nobody is signed in for the rest of the run.
  const cookie = path.includes('signOut') ? '' : session;
  const method = chance(random, 0.06) ? oneOf(random, METHODS) : right;
  const headers = headersOf(random, cookie, body !== undefined ? typeFor(random) : undefined);
  return assemble(random, { method, path, headers, body });
}

interface Asked {
  method: string;
  path: string;
  body?: Buffer;
}

function procedure(random: Random): Asked {
  const { name, isQuery } = oneOf(random, PROCEDURES);
  const input = inputFor(random);
  const path = `/api/trpc/${chance(random, 0.05) ? hostilePath(random) : name}`;
  if (!isQuery) return { method: 'POST', path: path + hostileQuery(random, {}), body: input };
  const text = encodeURIComponent(input.toString('latin1'));
  return { method: 'GET', path: `${path}?input=${text}` };
}

function inputFor(random: Random): Buffer {
  if (chance(random, 0.1)) return Buffer.from(JSON.stringify(hostileValue(random)) ?? '');
  if (chance(random, 0.03)) return Buffer.from('['.repeat(random.below(9_000)));
  if (chance(random, 0.05)) return randomBytes(random, random.below(500));
  const right = { ...INPUT, purpose: oneOf(random, PURPOSES) };
  const bytes = Buffer.from(mutated(random, right));
  return chance(random, 0.2) ? scrambled(random, bytes) : bytes;
}

function rest(random: Random): Asked {
  const id = chance(random, 0.5) ? INPUT.imageCodeId : hostilePath(random);
  const mobile = chance(random, 0.5) ? INPUT.mobile : hostilePath(random);
  const asked = oneOf(random, [
    `/api/v1_0/image_codes/${id}${hostileQuery(random, { scale: '2' })}`,
    `/api/v1_0/audio_codes/${id}${hostileQuery(random, { language: 'zh' })}`,
    `/api/v1_0/sms_codes/${mobile}${hostileQuery(random, { image_code: 'ACE3', image_code_id: INPUT.imageCodeId })}`,
    `/api/account/data${hostileQuery(random, {})}`,
    `/healthz${hostileQuery(random, {})}`,
    `/api/${hostilePath(random)}`,
  ]);
  return { method: 'GET', path: asked };
}

function receipt(random: Random): Asked {
  const secret = chance(random, 0.8) ? RECEIPTS_SECRET : hostilePath(random);
  const path = `/api/sms/receipts/${oneOf(random, PROVIDERS)}/${secret}${hostileQuery(random, {})}`;
  const item = {
    reqId: INPUT.id,
    smsMessageSid: 'x',
    status: '0',
    biz_id: 'x',
    sid: 'x',
    report_status: 'SUCCESS',
  };
  const one = mutated(random, item);
  const forms = [
    one,
    `[${one},${one}]`,
    `{"statusReport":${one}}`,
    `<xml>${one}</xml>`,
    'MessageSid=x&MessageStatus=%00',
  ];
  const bytes = Buffer.from(oneOf(random, forms));
  return { method: 'POST', path, body: chance(random, 0.3) ? scrambled(random, bytes) : bytes };
}

function page(random: Random): Asked {
  const path = chance(random, 0.6) ? oneOf(random, PAGES) : `/${hostilePath(random)}`;
  const isPosted = chance(random, 0.15);
  const body = isPosted
    ? scrambled(
        random,
        Buffer.from(
          '--x\r\nContent-Disposition: form-data; name="1_$ACTION_ID_0"\r\n\r\n[]\r\n--x--',
        ),
      )
    : undefined;
  return {
    method: isPosted ? 'POST' : 'GET',
    path: path + hostileQuery(random, { _rsc: '1x2y3' }),
    body,
  };
}

function typeFor(random: Random): string {
  return chance(random, 0.75) ? 'application/json' : oneOf(random, TYPES);
}

function assemble(
  random: Random,
  { method, path, headers, body = Buffer.alloc(0) }: Asked & { headers: string[] },
): FuzzRequest {
  const isChunked = chance(random, 0.05);
  const isWrong = chance(random, 0.02);
  const length = isWrong
    ? oneOf(random, ['-1', '1e3', 'x', `${body.length + 7}`, '99999999999999999999'])
    : String(body.length);
  const framing = isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`;
  const version = chance(random, 0.005)
    ? oneOf(random, ['HTTP/1.0', 'HTTP/9.9', 'HTTP/2.0', 'X'])
    : 'HTTP/1.1';
  const head = [`${method} ${path} ${version}`, ...headers, framing].join('\r\n');
  const chunked = [
    Buffer.from(`${body.length.toString(16)}\r\n`),
    body,
    Buffer.from(body.length ? '\r\n0\r\n\r\n' : '\r\n'),
  ];
  const bytes = Buffer.concat([
    Buffer.from(`${head}\r\n\r\n`, 'latin1'),
    ...(isChunked ? chunked : [body]),
  ]);
  return {
    bytes,
    isHead: method === 'HEAD',
    isCut: isWrong,
    isLast: method !== 'GET' && method !== 'POST',
  };
}
