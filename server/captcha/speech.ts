import { Random, type Range } from './random';
import { bank, type Language, SAMPLE_RATE } from './speech-bank';

export type { Language } from './speech-bank';

// Against the digits' loudness. Lower is easier for people and for recognisers alike.
const BABBLE_DB = -12;
const BABBLE_LAYERS = 2;

// Brings a bank of −18 LUFS to about −16.5 for the whole, gaps and babble included.
const GAIN = 1.8;
const PEAK = 0.87;
const HISS = 0.01;

// In seconds. Before the first digit a screen reader has time to finish its own sentence.
const BEGINNING: Range = [1.2, 1.5];
const GAP: Range = [0.4, 0.75];

/** A stretch of the bank in a recording. */
type Sound = {
  samples: Float32Array;
  /** First sample in the recording. */
  at: number;
  /** Samples of the bank for one of the recording; negative is backwards. */
  speed: number;
  /** A factor. */
  gain: number;
};

/**
 * Speaks `digits` as a WAV file: mono, 8 bits, 8 kHz, 5 to 10 seconds for six digits. One seed (16
 * bytes or more) is one recording. Throws where there is nothing to speak or else than 0 to 9.
 */
export function speak(digits: string, language: Language, seed: Buffer): Buffer {
  if (!/^[0-9]+$/.test(digits)) throw new TypeError('only digits can be spoken');
  const random = new Random(seed);
  const words = layOut([...digits].map(Number), language, random);
  const end = Math.max(...words.map(endOf)) + seconds(0.25);
  const recording = new Float32Array(end);
  addTone(recording, random);
  for (const word of words) add(recording, word);
  for (const sound of babble(end, random)) add(recording, sound);
  return wav(recording, random);
}

/** The digits one after another, each in a voice, speed and level of its own. */
function layOut(digits: number[], language: Language, random: Random): Sound[] {
  let at = seconds(random.between(BEGINNING));
  return digits.map((digit) => {
    const samples = pick(bank()[language], random)[digit] as Float32Array;
    const word = { samples, at, speed: 1 + random.around(0.12), gain: decibels(random.around(2)) };
    at = endOf(word) + seconds(random.between(GAP));
    return word;
  });
}

/** Digits of both languages backwards, overlapping, from the first sample to the last. */
function babble(end: number, random: Random): Sound[] {
  const voices = [...bank().en, ...bank().zh];
  const sounds: Sound[] = [];
  for (let layer = 0; layer < BABBLE_LAYERS; layer++) {
    let at = 0;
    while (at < end) {
      const gain = decibels(BABBLE_DB + random.around(3));
      const sound = {
        samples: pick(pick(voices, random), random),
        at,
        speed: -random.between([0.75, 1.3]),
        gain,
      };
      sounds.push(sound);
      at = endOf(sound) - seconds(random.between([0, 0.15]));
    }
  }
  return sounds;
}

/** A beep that says: listen now. */
function addTone(recording: Float32Array, random: Random): void {
  const [length, gain, hertz] = [seconds(0.15), 0.15, random.between([600, 900])];
  for (let i = 0; i < length; i++) {
    const swell = Math.sin((Math.PI * i) / length);
    recording[i] = gain * swell * Math.sin((2 * Math.PI * hertz * i) / SAMPLE_RATE);
  }
}

function add(recording: Float32Array, sound: Sound): void {
  const { samples, at, speed, gain } = sound;
  const end = Math.min(recording.length, endOf(sound));
  let position = speed > 0 ? 0 : samples.length - 1.001;
  for (let i = at; i < end; i++) {
    const index = position | 0;
    const here = samples[index] ?? 0;
    const slope = (samples[index + 1] ?? 0) - here;
    recording[i] = (recording[i] ?? 0) + gain * (here + slope * (position - index));
    position += speed;
  }
}

function endOf({ samples, at, speed }: Sound): number {
  return at + Math.floor((samples.length - 1) / Math.abs(speed));
}

/** A WAV file of 8 bits, with a hiss that hides what so few bits do to quiet sounds. */
function wav(recording: Float32Array, random: Random): Buffer {
  const file = Buffer.alloc(44 + recording.length);
  writeHeader(file, recording.length);
  for (let i = 0; i < recording.length; i++) {
    const sample = limited(GAIN * (recording[i] ?? 0)) + random.around(HISS);
    file[44 + i] = 128.5 + 127 * sample;
  }
  return file;
}

/** Loud moments softer, as tanh would, and none over PEAK. */
function limited(sample: number): number {
  const x = Math.max(-3, Math.min(3, sample / PEAK));
  return (PEAK * x * (27 + x * x)) / (27 + 9 * x * x);
}

function writeHeader(file: Buffer, samples: number): void {
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(36 + samples, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20); // PCM
  file.writeUInt16LE(1, 22); // mono
  file.writeUInt32LE(SAMPLE_RATE, 24);
  file.writeUInt32LE(SAMPLE_RATE, 28); // bytes a second
  file.writeUInt16LE(1, 32); // bytes a sample
  file.writeUInt16LE(8, 34); // bits a sample
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(samples, 40);
}

function pick<T>(choices: readonly T[], random: Random): T {
  return choices[random.index(choices.length)] as T;
}

function seconds(count: number): number {
  return Math.round(count * SAMPLE_RATE);
}

function decibels(level: number): number {
  return 10 ** (level / 20);
}
