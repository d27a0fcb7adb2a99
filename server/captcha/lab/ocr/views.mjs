// One picture as an attacker may look at it before reading.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { blackAndWhite, inverted, withoutPolarity } from './pixels';

// The programs that read are given the cores.
sharp.concurrency(1);

// What is enlarged gets this height: 3× of our own 70 pixels.
const HEIGHT = 210;
// Wide enough to swallow a line of 2 px, not the stem of a letter.
const MEDIAN = 13;
// Wider than a stem, so that the mean is mostly paper.
const RADIUS = 45;

/** @typedef {{ data: Uint8Array, width: number, height: number, channels: 1 | 3 }} View */

const greys = {
  '3x': ({ grey }) => grey,
  otsu: ({ grey }) => blackAndWhite(grey),
  median,
  inverted: ({ grey }) => inverted(grey),
  local: ({ grey, width }) => withoutPolarity(grey, width, RADIUS),
  'local median': async (large) =>
    median({ ...large, grey: withoutPolarity(large.grey, large.width, RADIUS) }),
};

export const VIEWS = ['raw', ...Object.keys(greys)];

/**
 * @param {Buffer} picture any format
 * @param {string[]} names of VIEWS
 * @returns {Promise<Record<string, View>>}
 */
export async function viewsOf(picture, names) {
  const views = { raw: await raw(picture) };
  const large = await enlarged(views.raw);
  for (const name of names.filter((each) => each !== 'raw')) {
    const { width, height } = large;
    views[name] = { data: await greys[name](large), width, height, channels: 1 };
  }
  return views;
}

async function raw(picture) {
  const { data, info } = await sharp(picture)
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return { data, width, height, channels };
}

async function enlarged({ data, width, height, channels }) {
  const size = { width: Math.round((width * HEIGHT) / height), height: HEIGHT };
  const grey = await sharp(data, { raw: { width, height, channels } })
    .greyscale()
    .resize(size.width, size.height, { kernel: 'cubic', fit: 'fill' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  return { grey, ...size };
}

function median({ grey, width, height }) {
  return sharp(grey, { raw: { width, height, channels: 1 } })
    .median(MEDIAN)
    .toColourspace('b-w')
    .raw()
    .toBuffer();
}

/** Writes PNG files into a new folder, in order; returns their names. */
export async function savePictures(folder, pictures) {
  await mkdir(folder);
  const files = pictures.map((_, i) => path.join(folder, `${i}.png`));
  for (const [i, { data, width, height, channels }] of pictures.entries()) {
    await sharp(data, { raw: { width, height, channels } })
      .png({ compressionLevel: 1 })
      .toFile(files[i]);
  }
  return files;
}
