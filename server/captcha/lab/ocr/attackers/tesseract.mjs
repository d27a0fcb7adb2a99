// Tesseract 5 with Debian's English model, one process for a batch of pictures.
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pLimit from 'p-limit';
import { alikes } from '../alikes';
import { savePictures } from '../views.mjs';

// One line, one word, one line without Tesseract's own tricks.
const LAYOUTS = [7, 8, 13];
// With any characters, too, in the views that need no thought; what is inverted it inverts itself.
const FREE_VIEWS = ['raw', '3x', 'otsu', 'median'];
const VIEWS = [...FREE_VIEWS, 'local', 'local median'];

const start = promisify(execFile);

/** @param {{ jobs: number }} how processes at once, each on one core */
export function tesseract({ jobs }) {
  const inTurn = pLimit(jobs);
  return async (looks, { alphabet, normalise }) => {
    const views = VIEWS.filter((view) => looks[0][view]);
    const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-ocr-'));
    try {
      const modes = modesOf(views, alikes(alphabet, normalise).join(''));
      const files = await saveViews(folder, looks, views);
      const read = async ({ name, view, flags }) => [name, await readFiles(files[view], flags)];
      return Object.fromEntries(await Promise.all(modes.map((mode) => inTurn(() => read(mode)))));
    } finally {
      await rm(folder, { recursive: true });
    }
  };
}

function modesOf(views, letters) {
  const locked = ['load_system_dawg=0', 'load_freq_dawg=0', `tessedit_char_whitelist=${letters}`];
  return views.flatMap((view) =>
    LAYOUTS.flatMap((layout) => {
      const name = `tesseract/psm ${layout}/${view}`;
      const flags = ['--psm', String(layout)];
      const settings = locked.flatMap((setting) => ['-c', setting]);
      const free = FREE_VIEWS.includes(view) ? [{ name: `${name}/free`, view, flags }] : [];
      return [...free, { name: `${name}/locked`, view, flags: [...flags, ...settings] }];
    }),
  );
}

async function saveViews(folder, looks, views) {
  const files = {};
  for (const view of views) {
    const pictures = looks.map((each) => each[view]);
    files[view] = await savePictures(path.join(folder, view), pictures);
  }
  return files;
}

/** One text a file. A crash costs only the picture it happened on. */
async function readFiles(files, flags) {
  const texts = await readBatch(files, flags);
  if (texts.length === files.length) return texts;
  if (files.length === 1) return [''];
  const middle = Math.ceil(files.length / 2);
  return [
    ...(await readFiles(files.slice(0, middle), flags)),
    ...(await readFiles(files.slice(middle), flags)),
  ];
}

async function readBatch(files, flags) {
  const list = `${files[0]}-${randomUUID()}.txt`;
  await writeFile(list, `${files.join('\n')}\n`);
  const env = { ...process.env, OMP_THREAD_LIMIT: '1' };
  try {
    const { stdout } = await start('tesseract', [list, 'stdout', '-l', 'eng', ...flags], { env });
    return stdout.split('\f');
  } catch {
    return [];
  }
}
