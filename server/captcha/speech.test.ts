import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { randomDigits } from './answer';
import { integratedLoudness, levels } from './lab/speech/loudness';
import { understoodByOthers } from './lab/speech/templates';
import { readWav } from './lab/speech/wav';
import { speak } from './speech';
import { type Bank, bank, LANGUAGES, parseBank } from './speech-bank';

const UP = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

const SEED = Buffer.alloc(32, 7);

/** A bank to count by: a tone for each digit, rising in one language and falling in the other. */
const STEP = 1.3;
const rising = UP.map((digit) =>
  Float32Array.from(
    { length: 3200 },
    (_, i) => 0.2 * Math.sin((2 * Math.PI * 200 * STEP ** digit * i) / 8000),
  ),
);
const tones: Bank = { en: [rising], zh: [rising.toReversed()] };

const made = vi.hoisted(() => ({
  bank: undefined as Bank | undefined,
}));

vi.mock('./speech-bank', async (importOriginal) => {
  const original = await importOriginal<typeof import('./speech-bank')>();
  return { ...original, bank: () => made.bank ?? original.bank() };
});

afterEach(() => {
  made.bank = undefined;
});

describe.each(LANGUAGES)('recordings in %s', (language) => {
  const recordings = Array.from({ length: 100 }, () =>
    speak(randomDigits(), language, randomBytes(32)),
  );
  const sounds = recordings.map((file) => readWav(file).samples);

  test('are WAV files of 8 bits and 8 kHz whose lengths add up', () => {
    for (const file of recordings) {
      const { sampleRate, bitsPerSample, samples } = readWav(file);
      expect([sampleRate, bitsPerSample]).toEqual([8000, 8]);
      expect(file.readUInt32LE(4)).toBe(file.length - 8);
      expect(samples.length).toBe(file.length - 44);
    }
  });

  test('last 5 to 10 seconds', () => {
    const seconds = sounds.map(({ length }) => length / 8000);
    expect(Math.min(...seconds)).toBeGreaterThanOrEqual(5);
    expect(Math.max(...seconds)).toBeLessThanOrEqual(10);
  });

  test('stay 1 dB below full scale', () => {
    const peaks = sounds.map((samples) => levels(samples).peakDb);
    expect(Math.max(...peaks)).toBeLessThanOrEqual(-1);
  });

  test('are as loud as one another and as a broadcast', () => {
    const loudness = sounds.map((samples) => integratedLoudness(samples, 8000));
    expect(Math.min(...loudness)).toBeGreaterThanOrEqual(-20);
    expect(Math.max(...loudness)).toBeLessThanOrEqual(-14);
  });

  test('take at most 80 kB, compressed or not', () => {
    const sizes = recordings.flatMap((file) => [file.length, gzipSync(file).length]);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(80_000);
  });

  test('are the same to the byte for one seed', () => {
    expect(speak('123456', language, SEED)).toEqual(speak('123456', language, SEED));
  });

  test('of the same digits differ everywhere, not only in length', () => {
    const [one, other] = [
      speak('123456', language, SEED),
      speak('123456', language, randomBytes(32)),
    ];
    const [a, b] = [one.subarray(44, 40_044), other.subarray(44, 40_044)];
    const same = a.filter((sample, i) => sample === b[i]).length;
    expect(same / a.length).toBeLessThan(0.2);
  });

  test('say the digits asked for, in the order asked', () => {
    made.bank = tones;
    const { samples } = readWav(speak('0123456789', language, SEED));
    expect(tonesIn(samples)).toEqual(language === 'en' ? UP : UP.toReversed());
  });
});

describe.each(LANGUAGES)('the bank in %s', (language) => {
  const voices = bank()[language];

  test('has three voices', () => {
    expect(voices.length).toBeGreaterThanOrEqual(3);
  });

  test.each([0, 1, 2])('has digits in voice %d that are known by the other voices', (index) => {
    const heard = understoodByOthers(voices, index);
    expect(heard.filter((digit, i) => digit === `${i}`).length).toBeGreaterThanOrEqual(9);
  });
});

test.each(['', '12a4', '１２３', '1 2', '-1', '12\n'])('%j cannot be spoken', (digits) => {
  expect(() => speak(digits, 'en', SEED)).toThrow('only digits can be spoken');
});

test('a bank of another format is refused', () => {
  expect(() => parseBank(Buffer.from('GHSP\x02\x02\x03\x0a', 'latin1'))).toThrow('another format');
});

test('the lab measures loudness as BS.1770 says: a full-scale 997 Hz tone is -3.01 LUFS', () => {
  const tone = Float32Array.from({ length: 240_000 }, (_, i) =>
    Math.sin((2 * Math.PI * 997 * i) / 48_000),
  );
  expect(integratedLoudness(tone, 48_000)).toBeCloseTo(-3.01, 2);
});

/** Which tones of the bank are loud, one after another: looks at 25 ms of every 50. */
function tonesIn(samples: Float32Array): number[] {
  const beepEnd = 0.2 * 8000;
  const frames = Array.from({ length: Math.floor((samples.length - beepEnd) / 400) }, (_, i) =>
    strongestTone(samples.subarray(beepEnd + 400 * i, beepEnd + 400 * i + 200)),
  );
  const loudest = Math.max(...frames.map(({ power }) => power));
  const heard = frames.map(({ tone, power }) => (power > 0.25 * loudest ? tone : -1));
  const steady = heard.filter((tone, i) => tone >= 0 && tone === heard[i - 1]);
  return steady.filter((tone, i) => tone !== steady[i - 1]);
}

function strongestTone(samples: Float32Array): { tone: number; power: number } {
  let best = { hertz: 0, power: 0 };
  for (let hertz = 170; hertz < 2450; hertz += 20) {
    const power = powerAt(samples, hertz);
    if (power > best.power) best = { hertz, power };
  }
  const tone = Math.round(Math.log(best.hertz / 200) / Math.log(STEP));
  return { tone: Math.max(0, tone), power: best.power };
}

function powerAt(samples: Float32Array, hertz: number): number {
  let [real, imaginary] = [0, 0];
  samples.forEach((sample, i) => {
    real += sample * Math.cos((2 * Math.PI * hertz * i) / 8000);
    imaginary += sample * Math.sin((2 * Math.PI * hertz * i) / 8000);
  });
  return real ** 2 + imaginary ** 2;
}
