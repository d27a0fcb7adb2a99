import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface TcpProxy {
  port: number;
  /** Takes all and lets nothing through any more: on the connections that are open now, or on all. */
  silence(which: 'open' | 'all' | 'none'): void;
  /** The next thing the other side says is not passed on: the connection is cut instead. */
  cutAtReply(): void;
  /** Refuses connections and cuts the ones there are. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** A line to a server on 127.0.0.1 that can be made bad in the ways that networks are. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const lines = new Set<Socket>();
  const silent = new Set<Socket>();
  let isSilent = false;
  let cutsAtReply = false;

  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1');
    lines.add(near);
    if (isSilent) silent.add(near);
    near.on('data', (chunk) => silent.has(near) || far.write(chunk));
    far.on('data', (chunk) => {
      if (cutsAtReply) near.destroy();
      else if (!silent.has(near)) near.write(chunk);
      cutsAtReply = false;
    });
    for (const socket of [near, far]) {
      socket.on('error', () => {}); // 'close' follows
      socket.on('close', () => {
        lines.delete(near);
        silent.delete(near);
        near.destroy();
        far.destroy();
      });
    }
  });
  const start = async (port: number) => {
    if (!server.listening) await once(server.listen(port, '127.0.0.1'), 'listening');
  };

  await start(0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    silence: (which) => {
      isSilent = which === 'all';
      if (which === 'none') silent.clear();
      else for (const line of lines) silent.add(line);
    },
    cutAtReply: () => {
      cutsAtReply = true;
    },
    stop: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const line of lines) line.destroy();
      await closed;
    },
    start: () => start(port),
  };
}
