import { oldClient } from './support/api';
import { freePort } from './support/ports';
import { startServer, stopAll } from './support/server';
import { expect, patient, test } from './support/test';

// Each starts several processes, which on a busy machine takes its time.
test.describe.configure({ timeout: 120_000 });

test('/metrics is the sum of all workers, on a port that two instances may want', async ({
  stack,
}) => {
  const metricsPort = String(await freePort());
  const configuration = { ...stack.configuration, METRICS_PORT: metricsPort };
  const first = await startServer({ ...configuration, WORKERS: '2' });
  const second = await startServer(configuration);
  const metrics = async () => {
    const response = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
    expect(response.headers.get('content-type')).toContain('text/plain');
    return response.text();
  };
  try {
    await patient.poll(() => first.workers().length).toBe(2);
    expect(await metrics()).toMatch(/^gatehouse_workers 2$/m);
    expect(await metrics()).toMatch(/^process_resident_memory_bytes [1-9]/m);
    expect((await fetch(`${first.url}/metrics`)).status).toBe(404);
    const outputs = [first.output(), second.output()];
    expect(outputs.filter((each) => each.includes('no /metrics yet'))).toHaveLength(1);
  } finally {
    await stopAll([first, second]);
  }
});

test('what a worker that is gone had counted stays in the sum', async ({ stack }) => {
  const metricsPort = String(await freePort());
  const server = await startServer({ ...stack.configuration, METRICS_PORT: metricsPort });
  const countOf = async (name: string) => {
    const response = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
    const [, value] = new RegExp(`^${name} (\\S+)$`, 'm').exec(await response.text()) ?? [];
    return Number(value);
  };
  const pictures = 'gatehouse_request_seconds_count{what="picture"}'.replace(/[{}]/g, '\\$&');
  try {
    for (let i = 0; i < 3; i++) await oldClient(stack, server.url).picture();
    expect(await countOf(pictures)).toBe(3);
    process.kill(server.workers()[0] ?? 0, 'SIGKILL');
    await patient.poll(() => server.workers().length).toBe(2);
    expect(await countOf(pictures)).toBe(3);
    await oldClient(stack, server.url).picture();
    expect(await countOf(pictures)).toBe(4);
  } finally {
    await server.stop();
  }
});
