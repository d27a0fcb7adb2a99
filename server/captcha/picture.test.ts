import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createCanvas, loadImage } from 'canvas';
import { describe, expect, test } from 'vitest';
import { ALPHABET } from './answer';
import { invertGlyph } from './coverage';
import { glyphBank } from './glyphs';
import { arrange } from './layout';
import { LEVELS, type Level } from './level';
import { draw, type Scale } from './picture';
import { Random } from './random';
import { STYLES } from './style';

const seedOf = (name: string) => createHash('sha256').update(name).digest();
const look = (name: string, scale: Scale = 1) =>
  ({ level: 'normal', scale, seed: seedOf(name) }) as const;

describe('draw', () => {
  test('one seed is one picture, another seed another', () => {
    expect(draw('ACE3', look('a'))).toEqual(draw('ACE3', look('a')));
    expect(draw('ACE3', look('a'))).not.toEqual(draw('ACE3', look('b')));
  });

  test('on a machine without any font it is the same picture to the byte', () => {
    const script = `
      import { draw } from './server/captcha/picture.ts';
      const seed = Buffer.from('${seedOf('fonts').toString('hex')}', 'hex');
      process.stdout.write(draw('EM92', { level: 'normal', scale: 1, seed }).toString('hex'));`;
    const hex = execFileSync('npx', ['tsx', '--input-type=module', '-e', script], {
      env: { ...process.env, FONTCONFIG_FILE: configurationWithoutFonts() },
      encoding: 'utf8',
    });
    expect(hex).toBe(draw('EM92', look('fonts')).toString('hex'));
  });

  test('at 2× it is the same picture in twice the pixels', async () => {
    const names = Array.from({ length: 10 }, (_, i) => `retina ${i}`);
    for (const name of names) {
      const once = await pixelsOf(draw('TRMX', look(name)), 200, 70);
      const twice = await pixelsOf(draw('TRMX', look(name, 2)), 200, 70);
      const other = await pixelsOf(draw('TRMX', look(`${name} other`, 2)), 200, 70);
      expect(differenceOf(once, twice)).toBeLessThan(8);
      expect(differenceOf(once, other)).toBeGreaterThan(16);
    }
  });

  test.each([1, 2] as const)(
    'at scale %d a picture has 200 × 70 times as many pixels',
    async (scale) => {
      const { width, height } = await loadImage(draw('ACE3', look('size', scale)));
      expect({ width, height }).toEqual({ width: 200 * scale, height: 70 * scale });
    },
  );

  test('ink and paper differ by 110 of 255 in brightness, for eyes that see no colours too', async () => {
    for (let i = 0; i < 100; i++) {
      const lumas = lumasOf(await pixelsOf(draw('ACE3', look(`contrast ${i}`)), 200, 70));
      const [dark = 0, light = 0] = [lumas[Math.floor(lumas.length * 0.1)], lumas.at(-1400)];
      expect(light - dark).toBeGreaterThanOrEqual(110);
    }
  });

  test('a character it has no shape of is an error, not a hole in the picture', () => {
    expect(() => draw('AOE3', look('hole'))).toThrow('no glyph of O');
  });
});

describe.each(LEVELS)('%s: characters', (level) => {
  const sheet = { width: 200, height: 70, scale: 1 };
  const placements = Array.from({ length: 300 }, (_, i) =>
    arrange(textOf(i, level), STYLES[level], new Random(seedOf(`${level} ${i}`)), sheet),
  );

  test('stand from left to right, each at least 12 pixels further', () => {
    for (const row of placements) {
      row.slice(1).forEach(({ x }, i) => {
        expect(x - (row[i]?.x ?? 0)).toBeGreaterThanOrEqual(12);
      });
    }
  });

  test('are on the picture with their whole ink', () => {
    const { inkHeight, rim } = glyphBank();
    for (const { glyph, x, y, scaleX, scaleY, turn } of placements.flat()) {
      const halfHeight = (inkHeight / 2) * scaleY * Math.cos(turn);
      const halfWidth = ((glyph.width - 2 * rim) / 2) * scaleX;
      expect(y - halfHeight).toBeGreaterThanOrEqual(0);
      expect(y + halfHeight).toBeLessThanOrEqual(70);
      expect(x - halfWidth).toBeGreaterThanOrEqual(0);
      expect(x + halfWidth).toBeLessThanOrEqual(200);
    }
  });
});

describe('the ink of a character', () => {
  test.each(['R', '2', 'E'])('%s stands where its glyph has it, not turned over', (character) => {
    const glyph = glyphBank().glyph(character, 0);
    const field = {
      width: glyph.width + 1,
      height: glyph.height + 1,
      ink: new Uint8Array((glyph.width + 1) * (glyph.height + 1)),
    };
    const upright = { scaleX: 1, scaleY: 1, turn: 0, shear: 0, weight: 0 };
    invertGlyph(
      field,
      { glyph, x: glyph.width / 2, y: glyph.height / 2, ...upright },
      new Float64Array(field.height),
    );
    const agreement = (mirror: boolean) => {
      let same = 0;
      glyph.distances.forEach((distance, k) => {
        const [x, y] = [k % glyph.width, Math.floor(k / glyph.width)];
        const column = mirror ? glyph.width - 1 - x : x;
        if ((field.ink[y * field.width + column] ?? 0) > 127 === distance > 0) same++;
      });
      return same / glyph.distances.length;
    };
    expect(agreement(false)).toBeGreaterThan(0.95);
    expect(agreement(true)).toBeLessThan(0.9);
  });

  test('characters alternate above and below the middle', () => {
    const sheet = { width: 200, height: 70, scale: 1 };
    const row = arrange('ACEM', STYLES.normal, new Random(seedOf('sides')), sheet);
    const sides = row.map(({ y }) => Math.sign(y - 35));
    expect(sides[1]).toBe(-(sides[0] ?? 0));
    expect(sides).toEqual([sides[0], sides[1], sides[0], sides[1]]);
  });

  test('the characters of a text come in its order', () => {
    const sheet = { width: 200, height: 70, scale: 1 };
    const row = arrange('ACEM', STYLES.normal, new Random(seedOf('order')), sheet);
    const bank = glyphBank();
    const faces = Array.from({ length: bank.faces }, (_, face) => face);
    const shown = row.map(({ glyph }) =>
      [...ALPHABET].find((each) => faces.some((face) => bank.glyph(each, face) === glyph)),
    );
    expect(shown.join('')).toBe('ACEM');
  });
});

test('the bank has every character of the alphabet in ten faces', () => {
  const bank = glyphBank();
  expect(bank.faces).toBe(10);
  for (const character of ALPHABET) {
    for (let face = 0; face < bank.faces; face++) {
      const { distances } = bank.glyph(character, face);
      expect(distances.filter((distance) => distance > 0).length).toBeGreaterThan(150);
    }
  }
});

/** The same in every run. */
function textOf(n: number, level: Level): string {
  const length = level === 'hard' ? 5 : 4;
  return Array.from({ length }, (_, i) => ALPHABET[(7 * n + 5 * i + n * i) % ALPHABET.length]).join(
    '',
  );
}

function configurationWithoutFonts(): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'no-fonts-')), 'fonts.conf');
  writeFileSync(file, '<?xml version="1.0"?><fontconfig></fontconfig>');
  return file;
}

/** RGBA of a picture scaled to a size. */
async function pixelsOf(jpeg: Buffer, width: number, height: number) {
  const context = createCanvas(width, height).getContext('2d');
  context.drawImage(await loadImage(jpeg), 0, 0, width, height);
  return context.getImageData(0, 0, width, height).data;
}

/** Mean of how far two pictures' values are from one another. */
function differenceOf(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;
}

/** The brightness of all pixels, darkest first. */
function lumasOf(pixels: Uint8ClampedArray): number[] {
  const lumas: number[] = [];
  for (let i = 0; i < pixels.length; i += 4) {
    const [red = 0, green = 0, blue = 0] = pixels.subarray(i, i + 3);
    lumas.push(0.299 * red + 0.587 * green + 0.114 * blue);
  }
  return lumas.sort((a, b) => a - b);
}
