/**
 * Prints what recordings cost and how they sound: npm run measure:speech [file]
 * With a file name, it also writes one recording there to listen to.
 */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { randomDigits } from '../../answer';
import { speak } from '../../speech';
import { LANGUAGES, type Language } from '../../speech-bank';
import { integratedLoudness, levels } from './loudness';
import { readWav } from './wav';

const COUNT = 200;

for (const language of LANGUAGES) measure(language);
const example = process.argv[2];
if (example) writeFileSync(example, speak('0123456789', 'en', randomBytes(32)));

function measure(language: Language): void {
  for (let i = 0; i < 20; i++) speak('123456', language, randomBytes(32));
  const rows = Array.from({ length: COUNT }, () => {
    const startedAt = process.cpuUsage();
    const file = speak(randomDigits(), language, randomBytes(32));
    const { user, system } = process.cpuUsage(startedAt);
    const { samples, sampleRate } = readWav(file);
    const { rmsDb, peakDb } = levels(samples);
    return {
      'CPU, ms': (user + system) / 1000,
      'WAV, bytes': file.length,
      'gzip, bytes': gzipSync(file).length,
      'duration, s': samples.length / sampleRate,
      'loudness, LUFS': integratedLoudness(samples, sampleRate),
      'RMS, dBFS': rmsDb,
      'peak, dBFS': peakDb,
    };
  });
  console.log(`${language}: ${COUNT} recordings of six digits, min / median / max`);
  for (const name of Object.keys(rows[0] ?? {}) as (keyof (typeof rows)[number])[]) {
    const sorted = rows.map((row) => row[name]).sort((a, b) => a - b);
    const [least, median, most] = [0, COUNT >> 1, COUNT - 1].map((i) => sorted[i] ?? 0);
    console.log(`  ${name.padEnd(15)} ${show(least)} / ${show(median)} / ${show(most)}`);
  }
}

function show(value = 0): string {
  return Math.abs(value) < 1000 ? value.toFixed(2) : value.toFixed(0);
}
