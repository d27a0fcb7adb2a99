import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * A balancer in front of several servers on 127.0.0.1: each connection goes to the next of them. It
 * tries another only where a connection is refused, so whatever a server took it has to answer.
 */
export async function startRoundRobin(ports: () => number[]) {
  let turn = 0;
  const server = createServer((near) => {
    const all = ports();
    turn += 1;
    const inTurn = all.map((_, i) => all[(turn + i) % all.length] as number);
    near.on('error', () => near.destroy());
    pass(near, inTurn);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

function pass(near: Socket, [port, ...others]: number[]): void {
  if (!port) {
    near.resetAndDestroy();
    return;
  }
  const far = connect(port, '127.0.0.1');
  let isTaken = false;
  far.once('connect', () => {
    isTaken = true;
    near.pipe(far).pipe(near);
  });
  far.on('error', () => (isTaken ? near.resetAndDestroy() : pass(near, others)));
  near.on('close', () => far.destroy());
  far.on('close', () => isTaken && near.end());
}
