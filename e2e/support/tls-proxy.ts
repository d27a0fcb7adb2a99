import { request as requestUpstream } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { selfSignedCertificate } from './self-signed';
import { type Server, startServer } from './server';

/** `npm start` as the README wants it in production: a proxy in front of it speaks https. */
export async function startServerOnHttps(configuration: Record<string, string>): Promise<Server> {
  let upstream = '';
  const proxy = createServer(selfSignedCertificate(), (request, response) => {
    const { method, headers, url } = request;
    const asked = requestUpstream(upstream + url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    asked.on('error', () => response.destroy());
    request.pipe(asked);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const server = await startServer({ ...configuration, PUBLIC_URL: url });
  upstream = server.url;
  const stop = () => {
    proxy.close();
    proxy.closeAllConnections();
    return server.stop();
  };
  return { ...server, url, stop };
}
