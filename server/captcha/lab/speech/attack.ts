/**
 * How well machines understand the sound captcha:
 *
 *     npm run attack:speech [recordings]
 *
 * First the bank's digits alone, as a stand-in for ears: they have to be understood. Then whole
 * recordings: whoever reads six digits right has solved one.
 */

import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { randomDigits } from '../../answer';
import { speak } from '../../speech';
import { bank, LANGUAGES, type Language, SAMPLE_RATE } from '../../speech-bank';
import { recognise } from './pocketsphinx';
import { resample } from './resample';
import { findDigits, templatesOf, understoodByOthers } from './templates';
import { readWav } from './wav';

const COUNT = Number(process.argv[2] ?? 100);
const DIGITS = Array.from({ length: 10 }, (_, digit) => digit);

type Recording = { digits: string; samples: Float32Array };

function main(): void {
  console.log('Digits alone (right of all; what was wrong as spoken>heard)');
  if (hasPocketsphinx()) bank().en.forEach(reportClean);
  for (const language of LANGUAGES) reportStrangeVoices(language);
  console.log(`\nWhole recordings, ${COUNT} each (solved; digits right)`);
  for (const language of LANGUAGES) attack(language);
}

function hasPocketsphinx(): boolean {
  try {
    execFileSync('pocketsphinx_batch', ['-help', 'yes'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return true;
    console.log('No pocketsphinx. Debian: apt-get install -y pocketsphinx pocketsphinx-en-us');
    return false;
  }
}

/** A recogniser of English speech, on a voice's digits at three speeds. */
function reportClean(voice: Float32Array[], index: number): void {
  const speeds = [0.9, 1, 1.1];
  const spoken = speeds.flatMap(() => DIGITS);
  const sounds = speeds.flatMap((speed) =>
    voice.map((samples) => resample(samples, SAMPLE_RATE * speed, SAMPLE_RATE)),
  );
  report(`  en voice ${index}, pocketsphinx`, spoken, recognise(sounds, 1));
}

/** Each voice's digits by what the other voices sound like: are they apart from one another? */
function reportStrangeVoices(language: Language): void {
  bank()[language].forEach((_, index, voices) => {
    const heard = understoodByOthers(voices, index);
    report(`  ${language} voice ${index}, by the other voices`, DIGITS, heard);
  });
}

function report(name: string, spoken: number[], heard: string[]): void {
  const wrong = spoken.flatMap((digit, i) =>
    heard[i] === `${digit}` ? [] : [`${digit}>${heard[i] || '-'}`],
  );
  console.log(`${name}: ${spoken.length - wrong.length}/${spoken.length} ${wrong.join(' ')}`);
}

function attack(language: Language): void {
  const recordings = Array.from({ length: COUNT }, () => {
    const digits = randomDigits();
    return { digits, samples: readWav(speak(digits, language, randomBytes(32))).samples };
  });
  const sounds = recordings.map(({ samples }) => samples);
  if (language === 'en' && hasPocketsphinx()) {
    score('en, pocketsphinx, six digits', recordings, recognise(sounds, 6));
    score('en, pocketsphinx, cut at gaps', recordings, recogniseWords(sounds));
  }
  const templates = templatesOf(bank()[language]);
  const matched = sounds.map((samples) => findDigits(samples, templates, 6));
  score(`${language}, by our own bank`, recordings, matched);
}

/** Each digit by itself: from where the sound rises over the babble to where it falls again. */
function recogniseWords(recordings: Float32Array[]): string[] {
  const cut = recordings.map(loudStretches);
  const heard = recognise(cut.flat(), 1);
  let next = 0;
  return cut.map((words) => words.map(() => heard[next++]).join(''));
}

function loudStretches(samples: Float32Array): Float32Array[] {
  const block = SAMPLE_RATE / 50;
  const powers = Array.from({ length: Math.floor(samples.length / block) }, (_, i) =>
    samples.subarray(i * block, (i + 1) * block).reduce((sum, sample) => sum + sample ** 2, 0),
  );
  const threshold =
    0.35 * ([...powers].sort((a, b) => a - b)[Math.floor(0.8 * powers.length)] ?? 0);
  const stretches: [number, number][] = [];
  powers.forEach((power, i) => {
    if (power < threshold) return;
    const last = stretches.at(-1);
    if (last && i - last[1] < 10) last[1] = i;
    else stretches.push([i, i]);
  });
  return stretches
    .sort(([a, b], [c, d]) => d - c - (b - a))
    .slice(0, 6)
    .sort(([a], [c]) => a - c)
    .map(([from, to]) => samples.slice(Math.max(0, from - 6) * block, (to + 7) * block));
}

function score(name: string, recordings: Recording[], heard: string[]): void {
  const solved = recordings.filter(({ digits }, i) => digits === heard[i]).length;
  const right = recordings.flatMap(({ digits }, i) =>
    [...digits].filter((digit, k) => digit === heard[i]?.[k]),
  ).length;
  const share = ((100 * right) / (6 * recordings.length)).toFixed(1);
  console.log(`  ${name}: ${solved}/${recordings.length}; ${share} %`);
}

main();
