import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gate } from './promises';

/**
 * The product behind a line on which a page stops after the first `mark`, until `sendRest` is
 * called.
 */
export async function tornPage(upstream: string, mark: string) {
  const rest = gate();
  const proxy = createServer(async ({ url, headers }, response) => {
    const { cookie = '' } = headers;
    const answer = await fetch(upstream + url, { headers: { cookie }, redirect: 'manual' });
    const body = Buffer.from(await answer.arrayBuffer());
    const type = answer.headers.get('content-type') ?? '';
    response.writeHead(answer.status, { 'Content-Type': type });
    const end = type.startsWith('text/html') ? body.indexOf(mark) + mark.length : 0;
    response.write(body.subarray(0, end));
    if (end > 0) await rest.opened;
    response.end(body.subarray(end));
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    rest.open();
    proxy.close();
    proxy.closeAllConnections();
  };
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  return { url, sendRest: rest.open, [Symbol.asyncDispose]: async () => stop() };
}
