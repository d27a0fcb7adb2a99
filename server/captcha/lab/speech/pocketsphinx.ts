import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SAMPLE_RATE } from '../../speech-bank';
import { resample } from './resample';
import { writeWav } from './wav';

const MODEL = '/usr/share/pocketsphinx/model/en-us';
const MODEL_RATE = 16_000;
const WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** What Debian's English recogniser takes each 8 kHz recording for, when told `count` digits come. */
export function recognise(recordings: Float32Array[], count: number): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'gatehouse-sphinx-'));
  try {
    recordings.forEach((samples, i) => {
      writeFileSync(path.join(folder, `${i}.wav`), writeWav(padded(wideBand(samples)), MODEL_RATE));
    });
    writeFileSync(path.join(folder, 'files'), recordings.map((_, i) => `${i}\n`).join(''));
    writeFileSync(path.join(folder, 'digits.dict'), dictionary());
    writeFileSync(path.join(folder, 'digits.gram'), grammar(count));
    decode(folder);
    return hypotheses(path.join(folder, 'found'), recordings.length);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * The model expects 16 kHz, with hissing sounds above 4 kHz. Noise there, as loud as what lies
 * between 2.5 and 4 kHz, makes up for the telephone and knows nothing of the original.
 */
function wideBand(samples: Float32Array): Float32Array {
  const wide = resample(samples, SAMPLE_RATE, MODEL_RATE);
  let level = 0;
  const noise = highPass(wide, 2500).map((sample) => {
    level += 0.01 * (Math.abs(sample) - level);
    return 1.6 * level * (2 * Math.random() - 1);
  });
  const top = highPass(noise, 3900);
  return wide.map((sample, i) => sample + (top[i] ?? 0));
}

function highPass(samples: Float32Array, hertz: number): Float32Array {
  const reach = 32;
  const taps = Array.from({ length: 2 * reach + 1 }, (_, i) => {
    const [k, cutoff] = [i - reach, (2 * hertz) / MODEL_RATE];
    const low = k === 0 ? cutoff : Math.sin(Math.PI * cutoff * k) / (Math.PI * k);
    return (k === 0 ? 1 : 0) - low * (0.5 + 0.5 * Math.cos((Math.PI * k) / reach));
  });
  return samples.map((_, i) => {
    let sum = 0;
    for (let k = 0; k < taps.length; k++) sum += (taps[k] ?? 0) * (samples[i + k - reach] ?? 0);
    return sum;
  });
}

/** With a quarter of a second of near silence at both ends, which the recogniser needs. */
function padded(samples: Float32Array): Float32Array {
  const pad = MODEL_RATE / 4;
  const result = Float32Array.from({ length: samples.length + 2 * pad }, () => {
    return 0.001 * (2 * Math.random() - 1);
  });
  samples.forEach((sample, i) => {
    result[pad + i] = 0.7 * sample + (result[pad + i] ?? 0);
  });
  return result;
}

function dictionary(): string {
  const lines = readFileSync(path.join(MODEL, 'cmudict-en-us.dict'), 'utf8').split('\n');
  return `${lines.filter((line) => WORDS.includes(line.split(/[\s(]/)[0] ?? '')).join('\n')}\n`;
}

function grammar(count: number): string {
  const sequence = Array.from({ length: count }, () => '<digit>').join(' ');
  return `#JSGF V1.0;\ngrammar d;\n<digit> = ${WORDS.join(' | ')};\npublic <code> = ${sequence};\n`;
}

function decode(folder: string): void {
  execFileSync(
    'pocketsphinx_batch',
    [
      ...['-hmm', path.join(MODEL, 'en-us'), '-dict', path.join(folder, 'digits.dict')],
      ...['-jsgf', path.join(folder, 'digits.gram')],
      ...['-adcin', 'yes', '-adchdr', '44', '-cepdir', folder, '-cepext', '.wav'],
      ...['-ctl', path.join(folder, 'files'), '-hyp', path.join(folder, 'found')],
    ],
    { stdio: 'pipe', maxBuffer: 2 ** 30 },
  );
}

/** Lines are "six one (17 -1234)": the words, the file's name, a score. */
function hypotheses(file: string, count: number): string[] {
  const found = Array.from({ length: count }, () => '');
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [, words = '', name] = /^(.*)\((\d+)/.exec(line) ?? [];
    if (name) found[Number(name)] = words.trim().split(' ').map(digitOf).join('');
  }
  return found;
}

function digitOf(word: string): string {
  return word === '' ? '' : `${WORDS.indexOf(word)}`;
}
