export type Language = 'en' | 'zh';
/** To be replaced by the sound engine: half a second of silence. */
export function speak(_digits: string, _language: Language, _seed?: Uint8Array): Buffer {
  const samples = Buffer.alloc(4_000, 128);
  const head = Buffer.from(
    `52494646${le(36 + samples.length)}57415645666d74201000000001000100401f0000401f00000100080064617461${le(samples.length)}`,
    'hex',
  );
  return Buffer.concat([head, samples]);
}
const le = (n: number) => {
  const b = Buffer.alloc(4);
  b.writeUInt32LE(n);
  return b.toString('hex');
};
