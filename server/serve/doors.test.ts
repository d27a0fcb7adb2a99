import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MAX_RECEIPT_BYTES } from '../sms';
import { answerAtDoor } from './doors.mjs';
import { MAX_BODY_BYTES } from './settings.mjs';

const TOO_LONG = 'x'.repeat(MAX_BODY_BYTES + 1);

let server: Server;
let url: string;
let asked: { method: string; path: string }[];

/** Answers with what it was asked. */
const echo = async (request: Request) => {
  const host = request.headers.get('host');
  const said = { url: new URL(request.url).href, host, body: await request.text() };
  return Response.json(said, { headers: { 'X-Door': 'yes' } });
};

beforeEach(async () => {
  asked = [];
  vi.stubGlobal('gatehouseDoorTo', (method: string, path: string) => {
    asked.push({ method, path });
    return path.startsWith('/api/') ? echo : undefined;
  });
  const listener: RequestListener = (request, response) => {
    if (!answerAtDoor(request, response)) response.end('Next');
  };
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  vi.unstubAllGlobals();
  server.close();
});

test('a door gets the path, the query and the body, and its answer is sent whole', async () => {
  const answer = await fetch(`${url}/api/x?y=%20`, { method: 'POST', body: '{"a":"é"}' });
  expect(answer.headers.get('x-door')).toBe('yes');
  expect(await answer.json()).toEqual({
    url: 'http://localhost/api/x?y=%20',
    host: new URL(url).host,
    body: '{"a":"é"}',
  });
});

test.each([
  ['asked for one', async ({ headers }: Request) => headers.get('x-forwarded-for')],
  ['reads all', async ({ headers }: Request) => new Headers(headers).get('x-forwarded-for')],
  [
    'has read the body',
    async (request: Request) => {
      await request.blob();
      return request.headers.get('x-forwarded-for');
    },
  ],
])('a door that %s has the headers as we set them, not as they came', async (_, read) => {
  server.prependListener('request', ({ headers }) => {
    headers['x-forwarded-for'] = '192.0.2.1';
  });
  vi.stubGlobal('gatehouseDoorTo', () => async (request: Request) => {
    return new Response(await read(request));
  });
  const headers = { 'X-Forwarded-For': 'spoofed' };
  const answer = await fetch(`${url}/api/x`, { method: 'POST', headers, body: '{}' });
  expect(await answer.text()).toBe('192.0.2.1');
});

test('HEAD has the headers of the answer and nothing else', async () => {
  const answer = await fetch(`${url}/api/x`, { method: 'HEAD' });
  expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(10);
  expect(await answer.text()).toBe('');
});

test('where a response is in place of a door, TRACE gets it too, and its connection goes on', async () => {
  vi.stubGlobal('gatehouseDoorTo', () => new Response(null, { status: 405 }));
  const first = 'TRACE /api/x HTTP/1.1\r\nHost: x\r\n\r\n';
  const posted = `POST /api/x HTTP/1.1\r\nHost: x\r\nContent-Length: ${TOO_LONG.length}\r\n\r\n${TOO_LONG}`;
  const last = 'GET /api/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
  const answers = await send(first + posted + last);
  expect(answers.match(/HTTP\/1\.1 405/g)).toHaveLength(3);
});

test.each([
  'GET /a/../api/x HTTP/1.1',
  'GET http://elsewhere/api/x HTTP/1.1',
  'GET /api/y/%2e%2e/x HTTP/1.1',
  'GET /a/..\\api\\x HTTP/1.1',
])('however it is written, a path to a door is one: %s', async (line) => {
  const answers = await send(`${line}\r\nHost: x\r\nConnection: close\r\n\r\n`);
  expect(asked).toEqual([{ method: 'GET', path: '/api/x' }]);
  expect(answers).toContain('"url":"http://localhost/api/x"');
});

test.each(['a b', 'x:99999', '%zz', '[::1', '', 'a..b', '<x>', 'x/y?z#'])(
  'whatever a client says we are called, its door is asked: Host: %s',
  async (host) => {
    const answers = await send(
      `GET /api/x?y=1 HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    );
    expect(answers).toContain('"url":"http://localhost/api/x?y=1"');
  },
);

test('what has no door is left alone', async () => {
  expect(await (await fetch(`${url}/register`)).text()).toBe('Next');
  expect(await send('GET http://%zz/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toMatch(
    /Next$/,
  );
});

test.each([
  ['announced', `Content-Length: ${TOO_LONG.length}\r\n\r\n${TOO_LONG}`],
  [
    'in chunks',
    `Transfer-Encoding: chunked\r\n\r\n${TOO_LONG.length.toString(16)}\r\n${TOO_LONG}\r\n0\r\n\r\n`,
  ],
])(
  'a body longer than any door takes, %s, is refused, and the next request answered',
  async (_, body) => {
    const first = `POST /api/x HTTP/1.1\r\nHost: x\r\n${body}`;
    const answers = await send(
      `${first}GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    );
    expect(answers.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200']);
  },
);

test('a client that goes away in the middle of its body is not answered, and no door is troubled', async () => {
  const door = vi.fn(echo);
  vi.stubGlobal('gatehouseDoorTo', () => door);
  const closed = new Promise((resolve) =>
    server.once('request', (request, response) => {
      response.once('close', resolve);
      request.once('data', () => request.socket.destroy());
    }),
  );
  await send('POST /api/x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
  await closed;
  expect(door).not.toHaveBeenCalled();
});

test('the longest that a door takes passes', () => {
  expect(MAX_BODY_BYTES).toBeGreaterThanOrEqual(MAX_RECEIPT_BYTES);
});

/** All that comes back on a connection of its own. */
async function send(bytes: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(bytes);
  return text(socket).catch(() => '');
}
