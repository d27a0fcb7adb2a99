import { type End, endsItself, type Scene } from '../fault';
import { complaintAbout } from '../fuzz/property';
import { type How, type RawAnswer, Wire } from '../fuzz/wire';
import { RECEIPTS_SECRET } from '../world';

const ROUNDS = { short: 2, long: 50 };
const MEGABYTE = 2 ** 20;

/** Says its address in vain: it has all requests behind one proxy. */
const COMMON = 'Host: localhost\r\nX-Forwarded-For: 192.0.2.7';

interface Bad {
  title: string;
  bytes: Buffer;
  how?: How;
}

/** Each is refused as the client's own fault; what is too long to be read may be cut short. */
export async function sendBadRequests({ world, journal, size }: Scene): Promise<End> {
  const { hostname, port } = new URL(world.url);
  const all = badRequests();
  const send = async ({ title, bytes, how }: Bad) => {
    const wire = new Wire(hostname, Number(port));
    const answer = await wire.ask(bytes, { isLast: true, ...how });
    wire.close();
    const isOk = isRefusal(answer, bytes.length) && !complaintAbout(answer, world.secrets);
    if (!isOk) journal.complaints.push(`${title} was answered ${answer.status}`);
  };
  for (let round = 0; round < ROUNDS[size]; round++) await Promise.all(all.map(send));
  return endsItself;
}

/** Who still writes when the connection is closed may not see the answer. */
function isRefusal({ status }: RawAnswer, length: number): boolean {
  return (status >= 400 && status < 500) || (status === 0 && length > 64 * 1024);
}

function badRequests(): Bad[] {
  const doors = [
    '/api/trpc/smsCode.request',
    '/api/trpc/registration.register',
    `/api/sms/receipts/ccp/${RECEIPTS_SECRET}`,
  ];
  return [...doors.flatMap(bodiesFor), ...headers(), ...otherForms()];
}

function bodiesFor(path: string): Bad[] {
  const json = 'application/json';
  const large = JSON.stringify({ mobile: 'x'.repeat(MEGABYTE) });
  const chunk = `${MEGABYTE.toString(16)}\r\n${'x'.repeat(MEGABYTE)}\r\n0\r\n\r\n`;
  const chunked = `POST ${path} HTTP/1.1\r\n${COMMON}\r\nContent-Type: ${json}\r\nTransfer-Encoding: chunked`;
  return [
    { title: `1 MB at ${path}`, bytes: post(path, json, large) },
    { title: `1 MB in chunks at ${path}`, bytes: Buffer.from(`${chunked}\r\n\r\n${chunk}`) },
    { title: `half a JSON at ${path}`, bytes: post(path, json, '{"mobile":"1761') },
    {
      title: `no UTF-8 at ${path}`,
      bytes: post(path, json, Buffer.from('{"mobile":"\xff\xc0\xaf"}', 'latin1')),
    },
    { title: `deep JSON at ${path}`, bytes: post(path, json, '['.repeat(8_000)) },
    {
      title: `multipart at ${path}`,
      bytes: post(path, 'multipart/form-data; boundary=x', '--x\r\nContent-Dis'),
    },
    {
      title: `multipart without a boundary at ${path}`,
      bytes: post(path, 'multipart/form-data', '--'),
    },
  ];
}

function headers(): Bad[] {
  const head = (more: string) =>
    Buffer.from(`GET /register HTTP/1.1\r\n${COMMON}\r\n${more}\r\n\r\n`);
  const many = Array.from({ length: 4_000 }, (_, i) => `X-H${i}: ${'v'.repeat(16)}`);
  return [
    { title: 'a header of 100 KB', bytes: head(`X-Large: ${'x'.repeat(100_000)}`) },
    { title: '100 KB of headers', bytes: head(many.join('\r\n')) },
    { title: 'a cookie of 100 KB', bytes: head(`Cookie: session=${'x'.repeat(100_000)}`) },
  ];
}

function otherForms(): Bad[] {
  const form = 'multipart/form-data; boundary=x';
  return [
    { title: 'multipart at a page', bytes: post('/register', form, '--x\r\nContent-Dis') },
    {
      title: 'a form at a page',
      bytes: post('/register', 'application/x-www-form-urlencoded', '%zz=%00'),
    },
    {
      title: 'no HTTP at all',
      bytes: Buffer.from('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', 'latin1'),
    },
  ];
}

function post(path: string, type: string, body: string | Buffer): Buffer {
  const bytes = Buffer.from(body);
  const head = `POST ${path} HTTP/1.1\r\n${COMMON}\r\nContent-Type: ${type}\r\nContent-Length: ${bytes.length}`;
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), bytes]);
}
