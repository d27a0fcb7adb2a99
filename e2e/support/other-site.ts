import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A site of somebody else's: the same page at every path. */
export async function startOtherSite(html = '<!DOCTYPE html><p>Elsewhere</p>') {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    response.setHeader('Content-Type', 'text/html').end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    /** Another origin of the same site as ours: browsers send it our SameSite cookies. */
    sameSite: `http://127.0.0.1:${port}`,
    crossSite: `http://localhost:${port}`,
    /** Those to a path, as they arrived. */
    requestsTo: (path: string) => requests.filter(({ url }) => url === path),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type OtherSite = Awaited<ReturnType<typeof startOtherSite>>;
