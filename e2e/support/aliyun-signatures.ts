import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { demand } from './sms-double';

export interface AliyunKey {
  id: string;
  secret: string;
}

interface Signed {
  parameters: URLSearchParams;
  nonce: string;
}

const V1_TOLERANCE_MILLISECONDS = 31 * 60_000;
/** Not in the documentation we have; half an hour would be kinder. */
const V3_TOLERANCE_MILLISECONDS = 15 * 60_000;

/** What is signed by version 1.0, in the URL or in a form; throws `Refused` where it is not. */
export function checkV1(
  request: IncomingMessage,
  body: string,
  { id, secret }: AliyunKey,
  now: Date,
): Signed {
  const form = isForm(request) ? body : '';
  const parameters = new URLSearchParams([...queryOf(request), ...new URLSearchParams(form)]);
  const value = (name: string) => {
    const [only = '', ...more] = parameters.getAll(name);
    demand(only && more.length === 0, `Missing${name}`);
    return only;
  };
  demand(value('AccessKeyId') === id, 'InvalidAccessKeyId.NotFound');
  demand(value('Format') === 'JSON', 'UnsupportedFormat');
  demand(value('SignatureMethod') === 'HMAC-SHA1', 'InvalidSignatureMethod');
  demand(value('SignatureVersion') === '1.0', 'InvalidSignatureVersion');
  checkTime(value('Timestamp'), now, V1_TOLERANCE_MILLISECONDS);
  const nonce = value('SignatureNonce');

  const signature = value('Signature');
  const unsigned = [...parameters].filter(([name]) => name !== 'Signature');
  const text = [request.method, '/', canonical(unsigned)]
    .map((part = '') => percentEncoded(part))
    .join('&');
  const right = createHmac('sha1', `${secret}&`).update(text).digest('base64');
  demand(signature === right, 'SignatureDoesNotMatch');
  return { parameters, nonce };
}

/** What is signed by version 3; throws `Refused` where it is not. */
export function checkV3(
  request: IncomingMessage,
  body: string,
  { id, secret }: AliyunKey,
  now: Date,
): Signed {
  const { authorization = '', ...headers } = request.headers;
  const [, credential, names = '', signature] =
    /^ACS3-HMAC-SHA256 Credential=(\S+?),SignedHeaders=(\S+?),Signature=([0-9a-f]{64})$/.exec(
      authorization,
    ) ?? [];
  demand(signature, 'IncompleteSignature');
  demand(credential === id, 'InvalidAccessKeyId.NotFound');
  const hash = sha256(body);
  demand(headers['x-acs-content-sha256'] === hash, 'SignatureDoesNotMatch');
  checkTime(String(headers['x-acs-date']), now, V3_TOLERANCE_MILLISECONDS);
  const nonce = String(headers['x-acs-signature-nonce'] ?? '');
  demand(nonce, 'MissingSignatureNonce');

  const signed = names.split(';');
  demand(
    signed.includes('host') && signed.join() === signed.toSorted().join(),
    'IncompleteSignature',
  );
  const present = Object.keys(headers).filter((name) => name.startsWith('x-acs-'));
  demand(
    present.every((name) => signed.includes(name)),
    'IncompleteSignature',
  );
  const lines = signed.map((name) => `${name}:${String(headers[name]).trim()}\n`).join('');
  const query = queryOf(request);
  const text = `${request.method}\n/\n${canonical([...query])}\n${lines}\n${names}\n${hash}`;
  const right = createHmac('sha256', secret)
    .update(`ACS3-HMAC-SHA256\n${sha256(text)}`)
    .digest('hex');
  demand(signature === right, 'SignatureDoesNotMatch');
  const form = isForm(request) ? body : '';
  return { parameters: new URLSearchParams([...query, ...new URLSearchParams(form)]), nonce };
}

function checkTime(text: string, now: Date, tolerance: number): void {
  demand(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text), 'InvalidTimeStamp.Format');
  demand(Math.abs(now.getTime() - Date.parse(text)) <= tolerance, 'InvalidTimeStamp.Expired');
}

function queryOf({ url = '/', method }: IncomingMessage): URLSearchParams {
  const { pathname, searchParams } = new URL(url, 'http://aliyun');
  demand(pathname === '/' && (method === 'POST' || method === 'GET'), 'InvalidAction.NotFound');
  return searchParams;
}

function isForm({ headers }: IncomingMessage): boolean {
  return headers['content-type']?.split(';')[0] === 'application/x-www-form-urlencoded';
}

function canonical(pairs: [string, string][]): string {
  const byName = pairs.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return byName
    .map(([name, value]) => `${percentEncoded(name)}=${percentEncoded(value)}`)
    .join('&');
}

/** RFC 3986, byte for byte. */
function percentEncoded(text: string): string {
  const bytes = [...Buffer.from(text)].map((byte) =>
    /[A-Za-z0-9_.~-]/.test(String.fromCharCode(byte))
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  );
  return bytes.join('');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
