/**
 * Makes server/captcha/speech.bin: the digits of the sound captcha, spoken by espeak-ng.
 *
 *     npm run captcha:speech
 *
 * espeak-ng is a program under GPL-3.0-or-later. It runs here, when somebody remakes the file, and
 * never in the product. The GNU project's FAQ on the GPL says that what a program puts out is not
 * under the program's licence, save where the program copies parts of itself into it. Vowels are
 * computed; the shortest consonants, "s" or "t", come from recordings of a fraction of a second
 * among espeak-ng's data, here filtered, shifted and mixed.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { FORMAT, LANGUAGES, type Language, SAMPLE_RATE, toMuLaw } from '../../speech-bank';
import { levels, ungatedLoudness } from './loudness';
import { telephone } from './telephone';
import { readWav } from './wav';

const FILE = 'server/captcha/speech.bin';
// Another version speaks a little differently: the file would be as good, but not the same bytes.
const ESPEAK = 'eSpeak NG text-to-speech: 1.51';

type Voice = {
  /** espeak-ng's name of the voice and, after the +, how it is varied. */
  variant: string;
  wordsPerMinute: number;
  /** espeak-ng's: 0 to 99. */
  pitch: number;
  /** How much shorter the speaker's throat is: pitch and formants go up, duration down. */
  size: number;
};

const VOICES: Record<Language, Voice[]> = {
  en: [
    { variant: 'en-us+klatt6', wordsPerMinute: 130, pitch: 35, size: 1 },
    { variant: 'en-us+klatt4', wordsPerMinute: 110, pitch: 65, size: 1.1 },
    { variant: 'en-us+f2', wordsPerMinute: 145, pitch: 50, size: 1 },
  ],
  zh: [
    { variant: 'cmn+klatt6', wordsPerMinute: 100, pitch: 35, size: 1 },
    { variant: 'cmn+klatt4', wordsPerMinute: 85, pitch: 65, size: 1.1 },
    { variant: 'cmn+f2', wordsPerMinute: 120, pitch: 50, size: 1 },
  ],
};

const LOUDNESS_LUFS = -18;
const PEAK_DB = -6;
const SILENCE_DB = -38;
const EDGE_SECONDS = 0.006;

function main(): void {
  requireEspeak();
  const digits = LANGUAGES.flatMap((language) =>
    VOICES[language].flatMap((voice) =>
      Array.from({ length: FORMAT.digits }, (_, digit) => recordDigit(voice, digit)),
    ),
  );
  const file = Buffer.concat([
    header(),
    ...digits.map(({ length }) => Buffer.from(Uint16Array.of(length).buffer)),
    ...digits.map((samples) => Uint8Array.from(samples, toMuLaw)),
  ]);
  writeFileSync(FILE, file);
  const seconds = digits.reduce((sum, { length }) => sum + length, 0) / SAMPLE_RATE;
  console.log(`${FILE}: ${digits.length} digits, ${seconds.toFixed(1)} s, ${file.length} bytes`);
}

function requireEspeak(): void {
  try {
    const version = execFileSync('espeak-ng', ['--version'], { encoding: 'utf8' });
    if (!version.startsWith(ESPEAK)) console.warn(`made with ${version.trim()}, not ${ESPEAK}`);
  } catch {
    console.error('espeak-ng is missing. Debian: apt-get install -y espeak-ng');
    process.exit(1);
  }
}

function recordDigit(voice: Voice, digit: number): Float32Array {
  const { variant, wordsPerMinute, pitch, size } = voice;
  const wav = readWav(
    execFileSync('espeak-ng', [
      ...['-v', variant],
      ...['-s', `${wordsPerMinute}`],
      ...['-p', `${pitch}`],
      '--stdout',
      // As a figure: for Chinese characters Debian's espeak-ng says in English what they are.
      `${digit}`,
    ]),
  );
  return equallyLoud(trimmed(telephone(wav.samples, wav.sampleRate * size)));
}

/** Without silence at both ends, which then rise from and fall to 0. */
function trimmed(samples: Float32Array): Float32Array {
  const edge = Math.round(EDGE_SECONDS * SAMPLE_RATE);
  const threshold = 10 ** ((levels(samples).peakDb + SILENCE_DB) / 20);
  const first = samples.findIndex((sample) => Math.abs(sample) > threshold);
  const last = samples.findLastIndex((sample) => Math.abs(sample) > threshold);
  const kept = samples.slice(Math.max(0, first - edge), last + edge);
  return kept.map((sample, i) => sample * Math.min(1, i / edge, (kept.length - 1 - i) / edge));
}

/** At the bank's loudness; what would stick out above the peak is bent, not cut. */
function equallyLoud(samples: Float32Array): Float32Array {
  const peak = 10 ** (PEAK_DB / 20);
  let result = samples;
  for (let i = 0; i < 4; i++) {
    const gain = 10 ** ((LOUDNESS_LUFS - ungatedLoudness(result, SAMPLE_RATE)) / 20);
    result = result.map((sample) => bend(sample * gain, peak));
  }
  return result;
}

/** Straight up to half of `peak`, then ever flatter towards it. */
function bend(sample: number, peak: number): number {
  const [size, knee] = [Math.abs(sample), peak / 2];
  if (size <= knee) return sample;
  return Math.sign(sample) * (knee + knee * Math.tanh((size - knee) / knee));
}

function header(): Buffer {
  const { magic, version, digits } = FORMAT;
  return Buffer.concat([
    Buffer.from(magic, 'latin1'),
    Buffer.of(version, LANGUAGES.length, VOICES.en.length, digits),
  ]);
}

main();
