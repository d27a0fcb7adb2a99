import { createCanvas, loadImage } from 'canvas';
import { expect, test } from 'vitest';

// Fontconfig reads this when the first text is drawn: from then on this process has no fonts.
process.env.FONTCONFIG_FILE = '/dev/null';

test('on a machine without any font, letters are letters and not boxes', async () => {
  const { draw } = await import('./draw');
  const [wide, thin] = [await inkOf(await draw('MMMM')), await inkOf(await draw('TTTT'))];
  expect(wide).toBeGreaterThan(thin * 1.25);
  expect(thin).toBeGreaterThan(800);
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
