// PaddleOCR's detector and recogniser together, just as @gutenye/ocr-node offers them.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { savePictures } from '../views.mjs';

const program = path.join(import.meta.dirname, 'detect.mjs');
const start = promisify(execFile);

/** @param {{ jobs: number }} how processes at once */
export function endToEnd({ jobs }) {
  return async (looks) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-ocr-'));
    try {
      const files = await savePictures(
        path.join(folder, '3x'),
        looks.map((views) => views['3x']),
      );
      const size = Math.ceil(files.length / jobs);
      const shares = Array.from({ length: jobs }, (_, i) => files.slice(i * size, (i + 1) * size));
      return { 'paddle-e2e/3x': (await Promise.all(shares.map(detect))).flat() };
    } finally {
      await rm(folder, { recursive: true });
    }
  };
}

/** In a process of its own, because the package never gives its pictures' memory back. */
async function detect(files) {
  if (files.length === 0) return [];
  const { stdout } = await start(process.execPath, [program, ...files]);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}
