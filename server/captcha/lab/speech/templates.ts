import { SAMPLE_RATE } from '../../speech-bank';
import { resample } from './resample';
import { BANDS, spectrogram } from './spectrum';

const SPEEDS = [0.88, 0.94, 1, 1.06, 1.12];

/** A digit as an attacker knows it: its spectrogram, mean 0 and length 1. */
export type Template = { digit: number; shape: Float32Array };

type Match = { digit: number; from: number; to: number; score: number };

/** Templates of every digit of these voices (`voices[voice][digit]`) at each of `speeds`. */
export function templatesOf(voices: Float32Array[][], speeds = SPEEDS): Template[] {
  return voices.flatMap((voice) =>
    voice.flatMap((samples, digit) =>
      speeds.map((speed) => ({
        digit,
        shape: unit(spectrogram(resample(samples, SAMPLE_RATE * speed, SAMPLE_RATE))),
      })),
    ),
  );
}

/** The `count` digits that best fit somewhere in the recording, without overlap, in their order. */
export function findDigits(recording: Float32Array, templates: Template[], count: number): string {
  const picture = spectrogram(recording);
  const matches = templates
    .flatMap((template) => peaks(picture, template))
    .sort((a, b) => b.score - a.score);
  const found: Match[] = [];
  for (const match of matches) {
    if (found.length === count) break;
    if (found.every(({ from, to }) => match.to <= from || match.from >= to)) found.push(match);
  }
  return found
    .sort((a, b) => a.from - b.from)
    .map(({ digit }) => digit)
    .join('');
}

/** What the other voices' templates take the ten digits of `voices[index]` for. */
export function understoodByOthers(voices: Float32Array[][], index: number): string[] {
  const others = voices.filter((_, other) => other !== index);
  const templates = templatesOf(others, [1]);
  return (voices[index] ?? []).map((samples) => findDigits(padded(samples), templates, 1));
}

/** With room for a template that is longer. */
function padded(samples: Float32Array): Float32Array {
  const result = new Float32Array(samples.length + SAMPLE_RATE / 2);
  result.set(samples, SAMPLE_RATE / 4);
  return result;
}

/** Where a template fits better than just before and after. */
function peaks(picture: Float32Array, { digit, shape }: Template): Match[] {
  const places = Math.max(0, picture.length - shape.length) / BANDS + 1;
  const scores = Array.from({ length: places }, (_, i) => evidence(picture, i * BANDS, shape));
  return scores.flatMap((score, i) => {
    const isPeak = score >= (scores[i - 1] ?? 0) && score >= (scores[i + 1] ?? 0);
    // The middle of a digit: edges may touch a neighbour's.
    const length = shape.length / BANDS;
    return isPeak ? [{ digit, from: i + 0.15 * length, to: i + 0.85 * length, score }] : [];
  });
}

/**
 * How much likelier it is that `shape` lies at `at` than that it does not: grows with the
 * correlation and with how much agrees, so that a short digit has no advantage.
 */
function evidence(picture: Float32Array, at: number, shape: Float32Array): number {
  let [product, sum, squares] = [0, 0, 0];
  for (let i = 0; i < shape.length; i++) {
    const level = picture[at + i] ?? 0;
    product += level * (shape[i] ?? 0);
    sum += level;
    squares += level * level;
  }
  const correlation = product / Math.sqrt(squares - (sum * sum) / shape.length + 1e-9);
  return -Math.sign(correlation) * shape.length * Math.log(1 - correlation ** 2);
}

function unit(values: Float32Array): Float32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = values.map((value) => value - mean);
  const length = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 1e-9));
  return centred.map((value) => value / length);
}
