import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createCanvas, loadImage } from 'canvas';
import { expect, test } from 'vitest';

// Fontconfig reads this when the first text is drawn: then this process has no fonts of the system.
const configuration = path.join(mkdtempSync(path.join(tmpdir(), 'no-fonts-')), 'fonts.conf');
writeFileSync(configuration, '<?xml version="1.0"?><fontconfig></fontconfig>');
process.env.FONTCONFIG_FILE = configuration;

test('on a machine without any font, letters are letters and not boxes', async () => {
  const { draw } = await import('./picture');
  let [wide, thin] = [0, 0];
  for (let i = 0; i < 20; i++) {
    wide += await inkOf(await draw('MMMM'));
    thin += await inkOf(await draw('TTTT'));
  }
  expect(wide).toBeGreaterThan(thin * 1.25);
});

/** How many pixels of a picture are dark. */
async function inkOf(jpeg: Buffer): Promise<number> {
  const { width, height } = await loadImage(jpeg);
  const context = createCanvas(width, height).getContext('2d');
  context.drawImage(await loadImage(jpeg), 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  let dark = 0;
  for (let i = 0; i < data.length; i += 4) if ((data[i] ?? 255) < 128) dark++;
  return dark;
}
