import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { cpuSeconds, memoryOf, parseStat, processTree, treeOf } from './cpu';

const isLinux = process.platform === 'linux';

test('a line of /proc is read whatever the program is called', () => {
  const line =
    '4242 (a) S 1 (b) S 7 4242 4242 0 -1 4194304 900 80 0 0 150 50 30 20 20 0 11 0 99 1 1 1\n';
  expect(parseStat(line)).toEqual({ pid: 4242, parent: 7, cpuSeconds: 2.5 });
});

test('a tree is the roots and all whom they started, each once', () => {
  const process = (pid: number, parent: number) => ({ pid, parent, cpuSeconds: 1 });
  const stats = [process(1, 0), process(2, 1), process(3, 2), process(4, 1), process(5, 4)];
  const tree = (...roots: number[]) => treeOf(stats, roots).map(({ pid }) => pid);
  expect(tree(1)).toEqual([1, 2, 4, 3, 5]);
  expect(tree(2, 3, 4)).toEqual([2, 3, 4, 5]);
});

describe.runIf(isLinux)('of real processes', () => {
  test('what a child of a child worked is counted, also when it has ended', async () => {
    const work = 'const end = Date.now() + 100; while (Date.now() < end);';
    const script = `require("node:child_process").spawnSync(process.execPath, ["-e", ${JSON.stringify(work)}]);
      console.log("done"); setInterval(() => {}, 1000)`;
    const child = spawn(process.execPath, ['-e', script]);
    await once(child.stdout, 'data');
    const pid = child.pid as number;
    const ownWork =
      Number(
        spawnSync('cat', [`/proc/${pid}/stat`])
          .stdout.toString()
          .split(' ')[13],
      ) / 100;
    expect(cpuSeconds(pid)).toBeGreaterThan(ownWork);
    expect(processTree(pid)).toEqual([pid]);
    child.kill('SIGKILL');
  });

  test('what is shared counts less than what is resident', () => {
    const { residentBytes, proportionalBytes } = memoryOf(process.pid);
    expect(proportionalBytes).toBeGreaterThan(1_000_000);
    expect(proportionalBytes).toBeLessThanOrEqual(residentBytes);
  });
});
