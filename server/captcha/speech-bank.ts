import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Samples a second of the bank and of every recording: a telephone's. */
export const SAMPLE_RATE = 8000;

export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/** `bank[language][voice][digit]`: spoken digits, −1 to 1, all equally loud. */
export type Bank = Record<Language, Float32Array[][]>;

/**
 * speech.bin: the letters GHSP, one byte each for version, languages, voices and digits, then for
 * each digit of each voice of each language its length in samples (16 bits, little endian), then
 * the samples in the same order, a byte each (µ-law). `npm run captcha:speech` writes it.
 */
export const FORMAT = { magic: 'GHSP', version: 1, headerBytes: 8, digits: 10 } as const;

let loaded: Bank | undefined;

/** The bank, read from disk when it is first needed. */
export function bank(): Bank {
  loaded ??= parseBank(readFileSync(path.join(process.cwd(), 'server/captcha/speech.bin')));
  return loaded;
}

/** Reads the format above; throws where it is another one. */
export function parseBank(file: Buffer): Bank {
  const [version, languages, voices = 0, digits] = file.subarray(4, FORMAT.headerBytes);
  const isOurs =
    file.toString('latin1', 0, 4) === FORMAT.magic &&
    version === FORMAT.version &&
    languages === LANGUAGES.length &&
    digits === FORMAT.digits;
  if (!isOurs) throw new Error('speech.bin has another format: run npm run captcha:speech');
  let lengthAt: number = FORMAT.headerBytes;
  let sampleAt = lengthAt + 2 * LANGUAGES.length * voices * FORMAT.digits;
  const nextDigit = () => {
    const end = sampleAt + file.readUInt16LE(lengthAt);
    const samples = decoded(file.subarray(sampleAt, end));
    [lengthAt, sampleAt] = [lengthAt + 2, end];
    return samples;
  };
  const nextVoice = () => Array.from({ length: FORMAT.digits }, nextDigit);
  const nextLanguage = () => Array.from({ length: voices }, nextVoice);
  return { en: nextLanguage(), zh: nextLanguage() };
}

/** A byte for a sample of −1 to 1, finer near 0 where hearing is. */
export function toMuLaw(sample: number): number {
  const size = Math.log2(1 + 255 * Math.min(1, Math.abs(sample))) / 8;
  return Math.round(127 * size) + (sample < 0 ? 128 : 0);
}

function decoded(bytes: Uint8Array): Float32Array {
  const samples = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) samples[i] = SAMPLES[bytes[i] ?? 0] ?? 0;
  return samples;
}

function fromMuLaw(byte: number): number {
  const size = (256 ** ((byte & 127) / 127) - 1) / 255;
  return byte < 128 ? size : -size;
}

const SAMPLES = Float32Array.from({ length: 256 }, (_, byte) => fromMuLaw(byte));
