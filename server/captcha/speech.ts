import { randomBytes, randomInt } from 'node:crypto';
import { bank, type Language, SAMPLE_RATE } from './speech-bank';

export type { Language } from './speech-bank';

// Against the digits' loudness. Lower is easier for people and for recognisers alike.
const BABBLE_DB = -12;
const BABBLE_LAYERS = 2;

// Brings a bank of −18 LUFS to about −17 for the whole, gaps and babble included.
const GAIN = 1.45;
const PEAK = 0.87;
const HISS = 0.01;

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
 * Speaks `digits` as a WAV file: mono, 8 bits, 8 kHz, 5 to 9 seconds for six digits. No two
 * recordings are alike. Throws where there is nothing to speak or something else than 0 to 9.
 */
export function speak(digits: string, language: Language): Buffer {
  if (!/^[0-9]+$/.test(digits)) throw new TypeError('only digits can be spoken');
  const words = layOut([...digits].map(Number), language);
  const end = Math.max(...words.map(endOf)) + seconds(0.25);
  const recording = new Float32Array(end);
  addTone(recording);
  for (const word of words) add(recording, word);
  for (const sound of babble(end)) add(recording, sound);
  return wav(recording);
}

/** The digits one after another, each in a voice, speed and level of its own. */
function layOut(digits: number[], language: Language): Sound[] {
  let at = seconds(between(0.5, 0.7));
  return digits.map((digit) => {
    const samples = pick(bank()[language])[digit] as Float32Array;
    const word = { samples, at, speed: between(0.88, 1.12), gain: decibels(between(-2, 2)) };
    at = endOf(word) + seconds(between(0.4, 0.8));
    return word;
  });
}

/** Digits of both languages backwards, overlapping, from the first sample to the last. */
function babble(end: number): Sound[] {
  const voices = [...bank().en, ...bank().zh];
  const sounds: Sound[] = [];
  for (let layer = 0; layer < BABBLE_LAYERS; layer++) {
    let at = 0;
    while (at < end) {
      const gain = decibels(BABBLE_DB + between(-3, 3));
      const sound = { samples: pick(pick(voices)), at, speed: -between(0.75, 1.3), gain };
      sounds.push(sound);
      at = endOf(sound) - seconds(between(0, 0.15));
    }
  }
  return sounds;
}

/** A beep that says: listen now. */
function addTone(recording: Float32Array): void {
  const [length, gain, hertz] = [seconds(0.15), 0.15, between(600, 900)];
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
function wav(recording: Float32Array): Buffer {
  const file = Buffer.alloc(44 + recording.length);
  writeHeader(file, recording.length);
  const noise = randomBytes(recording.length);
  const noiseGain = HISS / 127.5;
  const gain = Math.min(GAIN, PEAK / peakOf(recording));
  for (let i = 0; i < recording.length; i++) {
    const hiss = ((noise[i] ?? 0) - 127.5) * noiseGain;
    file[44 + i] = 128.5 + 127 * (gain * (recording[i] ?? 0) + hiss);
  }
  return file;
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

function peakOf(recording: Float32Array): number {
  let peak = 0;
  for (let i = 0; i < recording.length; i++) peak = Math.max(peak, Math.abs(recording[i] ?? 0));
  return peak;
}

function pick<T>(choices: readonly T[]): T {
  return choices[randomInt(choices.length)] as T;
}

function between(low: number, high: number): number {
  return low + ((high - low) * randomInt(1_000_000)) / 1_000_000;
}

function seconds(count: number): number {
  return Math.round(count * SAMPLE_RATE);
}

function decibels(level: number): number {
  return 10 ** (level / 20);
}
