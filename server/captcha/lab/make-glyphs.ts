/**
 * `npm run captcha:glyphs`: makes server/captcha/glyphs.bin, the shapes that pictures are drawn
 * from, and the licences they come under. Fonts are needed here and never again.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createCanvas, registerFont } from 'canvas';
import { ALPHABET } from '../answer';
import { distanceField, type Field } from './distance-field';

/** Bold upright faces, unlike one another, whose letters stay apart when they are distorted. */
const FONTS = [
  'arvo/700Bold/Arvo_700Bold',
  'atkinson-hyperlegible/700Bold/AtkinsonHyperlegible_700Bold',
  'bitter/700Bold/Bitter_700Bold',
  'comic-neue/700Bold/ComicNeue_700Bold',
  'courier-prime/700Bold/CourierPrime_700Bold',
  'lexend/700Bold/Lexend_700Bold',
  'nunito/800ExtraBold/Nunito_800ExtraBold',
  'overpass/700Bold/Overpass_700Bold',
  'rubik/700Bold/Rubik_700Bold',
  'zilla-slab/700Bold/ZillaSlab_700Bold',
];

/** Of a glyph in the bank, in its own pixels: the height of its ink and the empty rim around. */
const INK_HEIGHT = 40;
const RIM = 2;
/** Pixels that are drawn for one of the bank, to measure distances well. */
const OVERSAMPLING = 6;

const here = import.meta.dirname;
const packages = path.join(here, 'node_modules/@expo-google-fonts');

const glyphs = FONTS.flatMap((font, i) => {
  registerFont(path.join(packages, `${font}.ttf`), { family: `Font${i}` });
  return [...ALPHABET].map((character) => glyphOf(character, `Font${i}`));
});
writeFileSync(path.join(here, '../glyphs.bin'), packed(glyphs));
writeFileSync(path.join(here, '../glyphs.LICENSE.txt'), licences());
console.log(`${glyphs.length} glyphs of ${FONTS.length} fonts`);

/** Draws a character large, and measures how far each point of the bank is from its outline. */
function glyphOf(character: string, family: string): Field {
  const size = INK_HEIGHT * OVERSAMPLING;
  const canvas = createCanvas(4 * size, 3 * size);
  const context = canvas.getContext('2d');
  // Digits of some faces are lower than their capitals: all ink gets the same height.
  context.font = `${size}px ${family}`;
  const { actualBoundingBoxAscent, actualBoundingBoxDescent } = context.measureText(character);
  const fontSize = (size * size) / (actualBoundingBoxAscent + actualBoundingBoxDescent);
  context.font = `${fontSize}px ${family}`;
  context.fillText(character, size, 2 * size);
  return distanceField(context.getImageData(0, 0, canvas.width, canvas.height), OVERSAMPLING, RIM);
}

/** A JSON header of one line, then the distances of all glyphs, font by font, row by row. */
function packed(fields: Field[]): Buffer {
  const header = {
    alphabet: ALPHABET,
    inkHeight: INK_HEIGHT,
    rim: RIM,
    sizes: fields.map(({ width, height }) => [width, height]),
  };
  return Buffer.concat([
    Buffer.from(`${JSON.stringify(header)}\n`),
    ...fields.map(({ distances }) => Buffer.from(distances.buffer)),
  ]);
}

/** The copyright of each font, and the licence they share, once. */
function licences(): string {
  const texts = FONTS.map((font) => {
    const [name = ''] = font.split('/');
    const text = readFileSync(path.join(packages, name, 'LICENSE_FONT'), 'utf8');
    const copyright = text.slice(0, text.indexOf('This Font Software')).trim();
    const licence = text.slice(text.indexOf('-----'));
    return { copyright, licence };
  });
  const copyrights = texts.map(({ copyright }) => copyright).join('\n');
  return `glyphs.bin holds shapes measured from these fonts:\n\n${copyrights}\n\n${texts[0]?.licence}`;
}
