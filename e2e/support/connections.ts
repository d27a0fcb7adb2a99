import { once } from 'node:events';
import { get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';

export const HEALTHZ = 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

/** Asks for /healthz again and again, a connection each, in eight lanes until told to stop. */
export function steadyLoad(url: string) {
  let isOver = false;
  let answered = 0;
  const lost: string[] = [];
  const lane = async () => {
    while (!isOver) {
      await statusOf(url).then(
        (status) => (status === 200 ? answered++ : lost.push(String(status))),
        (error) => lost.push(error.code ?? error.message),
      );
    }
  };
  const lanes = Array.from({ length: 8 }, lane);
  return {
    answered: () => answered,
    lost: () => lost,
    stop: async () => {
      isOver = true;
      await Promise.all(lanes);
    },
  };
}

/** Of a request on a connection of its own. */
export async function statusOf(url: string): Promise<number | undefined> {
  const request = get(`${url}/healthz`, { agent: false });
  const [response] = await once(request, 'response');
  await text(response);
  return response.statusCode;
}

export function connectTo(url: string): Socket {
  return connect(Number(new URL(url).port), '127.0.0.1').setNoDelay();
}

/** All that comes back until the other side closes; each piece is sent when the last has left. */
export async function answersTo(socket: Socket, pieces: string[]): Promise<string> {
  const answers = text(socket);
  for (const piece of pieces) {
    await new Promise((resolve) => socket.write(piece, resolve));
  }
  return answers;
}

export async function isRefused(url: string): Promise<boolean> {
  const { code } = await statusOf(url).then(
    () => ({ code: '' }),
    (error) => error,
  );
  return code === 'ECONNREFUSED';
}
