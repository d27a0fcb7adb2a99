// A contact sheet to read blind, and its key to compare afterwards: npm run captcha:sheet
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createCanvas, loadImage } from 'canvas';
import { randomText } from '../answer';
import { LEVELS } from '../level';
import { draw } from '../picture';

const COLUMNS = 4;
/** Of a picture on the sheet, as large as a phone shows it: pixels. */
const [WIDTH, HEIGHT] = [320, 112];
const [GAP, LABEL] = [14, 18];

const { values } = parseArgs({
  options: {
    level: { type: 'string', default: 'normal' },
    count: { type: 'string', default: '40' },
    out: { type: 'string', default: '.gatehouse/captcha-sheet' },
  },
});
const level = LEVELS.find((each) => each === values.level);
if (!level) throw new Error(`--level must be one of ${LEVELS.join(', ')}`);

const answers = Array.from({ length: Number(values.count) }, () => randomText(level));
const out = path.resolve(process.env.INIT_CWD ?? '.', values.out);
mkdirSync(path.dirname(out), { recursive: true });
writeFileSync(`${out}.png`, await sheetOf(answers));
writeFileSync(`${out}.key.txt`, `${answers.join('\n')}\n`);
console.log(`Read ${out}.png, write the codes down, and only then look at ${out}.key.txt`);

async function sheetOf(texts: string[]): Promise<Buffer> {
  const rows = Math.ceil(texts.length / COLUMNS);
  const canvas = createCanvas(COLUMNS * (WIDTH + GAP), rows * (HEIGHT + LABEL + GAP));
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = '#000';
  context.font = '14px sans-serif';
  for (const [i, text] of texts.entries()) {
    const x = (i % COLUMNS) * (WIDTH + GAP) + GAP / 2;
    const y = Math.floor(i / COLUMNS) * (HEIGHT + LABEL + GAP) + GAP / 2;
    const picture = draw(text, { level: level ?? 'normal', scale: 2, seed: randomBytes(32) });
    context.drawImage(await loadImage(picture), x, y, WIDTH, HEIGHT);
    context.fillText(String(i + 1), x, y + HEIGHT + LABEL - 4);
  }
  return canvas.toBuffer('image/png');
}
