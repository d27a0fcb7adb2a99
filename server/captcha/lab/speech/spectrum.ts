import { SAMPLE_RATE } from '../../speech-bank';

const FRAME = 256;
/** Samples from one frame to the next: 10 ms. */
export const STEP = 80;
export const BANDS = 20;
const LOWEST_HERTZ = 150;
const HIGHEST_HERTZ = 3900;
// What lies this far below the loudest is silence, so that hiss does not count as much as speech.
const DEPTH_DB = 30;

const WAVES = Array.from({ length: FRAME / 2 }, (_, k) => wave(k));
const WINDOW = Float32Array.from({ length: FRAME }, (_, i) => Math.sin((Math.PI * i) / FRAME) ** 2);
const FILTERS = filters();

/** Log-mel spectrogram: for every 10 ms, 20 band levels in dB, 0 and up, one frame after another. */
export function spectrogram(samples: Float32Array): Float32Array {
  const frames = Math.max(1, Math.floor((samples.length - FRAME) / STEP) + 1);
  const levels = new Float32Array(frames * BANDS);
  for (let frame = 0; frame < frames; frame++) {
    const powers = spectrum(samples.subarray(frame * STEP, frame * STEP + FRAME));
    FILTERS.forEach((filter, band) => {
      const power = filter.reduce((sum, weight, k) => sum + weight * (powers[k] ?? 0), 1e-9);
      levels[frame * BANDS + band] = 10 * Math.log10(power);
    });
  }
  const floor = levels.reduce((most, level) => Math.max(most, level)) - DEPTH_DB;
  return levels.map((level) => Math.max(0, level - floor));
}

function spectrum(samples: Float32Array): Float32Array {
  return Float32Array.from(WAVES, ({ cos, sin }) => {
    let [real, imaginary] = [0, 0];
    for (let i = 0; i < samples.length; i++) {
      const sample = (samples[i] ?? 0) * (WINDOW[i] ?? 0);
      real += sample * (cos[i] ?? 0);
      imaginary += sample * (sin[i] ?? 0);
    }
    return real * real + imaginary * imaginary;
  });
}

function wave(k: number): { cos: Float32Array; sin: Float32Array } {
  const angles = Array.from({ length: FRAME }, (_, i) => (2 * Math.PI * k * i) / FRAME);
  return { cos: Float32Array.from(angles, Math.cos), sin: Float32Array.from(angles, Math.sin) };
}

/** Triangles, equally wide on the mel scale. */
function filters(): Float32Array[] {
  const mel = (hertz: number) => 1127 * Math.log(1 + hertz / 700);
  const [low, high] = [mel(LOWEST_HERTZ), mel(HIGHEST_HERTZ)];
  const width = (high - low) / (BANDS + 1);
  return Array.from({ length: BANDS }, (_, band) => {
    const centre = low + (band + 1) * width;
    return Float32Array.from({ length: FRAME / 2 }, (_, k) => {
      return Math.max(0, 1 - Math.abs(mel((k * SAMPLE_RATE) / FRAME) - centre) / width);
    });
  });
}
