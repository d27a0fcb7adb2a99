/** What a mono PCM WAV file holds. */
export type Wav = {
  sampleRate: number;
  bitsPerSample: number;
  /** −1 to 1. */
  samples: Float32Array;
};

/** Reads a mono PCM WAV file of 8 or 16 bits; throws where it is anything else. */
export function readWav(file: Buffer): Wav {
  if (file.toString('latin1', 0, 4) !== 'RIFF') throw new Error('no RIFF file');
  if (file.toString('latin1', 8, 16) !== 'WAVEfmt ') throw new Error('no WAVE file');
  if (file.readUInt16LE(20) !== 1) throw new Error('not PCM');
  if (file.readUInt16LE(22) !== 1) throw new Error('not mono');
  const bitsPerSample = file.readUInt16LE(34);
  const data = chunk(file, 'data');
  const samples = bitsPerSample === 8 ? from8Bit(data) : from16Bit(data);
  return { sampleRate: file.readUInt32LE(24), bitsPerSample, samples };
}

/** A mono WAV file of 16 bits. */
export function writeWav(samples: Float32Array, sampleRate: number): Buffer {
  const file = Buffer.alloc(44 + 2 * samples.length);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(36 + 2 * samples.length, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(sampleRate, 24);
  file.writeUInt32LE(2 * sampleRate, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(2 * samples.length, 40);
  samples.forEach((sample, i) => {
    file.writeInt16LE(Math.round(32_767 * Math.max(-1, Math.min(1, sample))), 44 + 2 * i);
  });
  return file;
}

function chunk(file: Buffer, name: string): Buffer {
  for (let at = 12; at + 8 <= file.length; ) {
    // espeak-ng writes to a pipe a length it cannot know yet: a chunk ends with the file at the latest.
    const length = Math.min(file.readUInt32LE(at + 4), file.length - at - 8);
    if (file.toString('latin1', at, at + 4) === name) return file.subarray(at + 8, at + 8 + length);
    at += 8 + length + (length % 2);
  }
  throw new Error(`no ${name} chunk`);
}

function from8Bit(data: Buffer): Float32Array {
  return new Float32Array(data).map((byte) => (byte - 128) / 128);
}

function from16Bit(data: Buffer): Float32Array {
  return Float32Array.from(
    { length: data.length >> 1 },
    (_, i) => data.readInt16LE(2 * i) / 32_768,
  );
}
