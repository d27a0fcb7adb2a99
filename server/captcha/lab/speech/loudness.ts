/** Loudness after ITU-R BS.1770-4, for one channel at any sample rate. */

const BLOCK_SECONDS = 0.4;
const BLOCK_OVERLAP = 0.75;
const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = -10;

/** Integrated loudness in LUFS, both gates applied; −∞ for silence. */
export function integratedLoudness(samples: Float32Array, sampleRate: number): number {
  const powers = blockPowers(weighted(samples, sampleRate), sampleRate);
  const audible = powers.filter((power) => lufs(power) > ABSOLUTE_GATE_LUFS);
  const gate = lufs(mean(audible)) + RELATIVE_GATE_LU;
  return lufs(mean(audible.filter((power) => lufs(power) > gate)));
}

/** Loudness in LUFS of the whole, without gates: for sounds shorter than a few blocks. */
export function ungatedLoudness(samples: Float32Array, sampleRate: number): number {
  return lufs(meanSquare(weighted(samples, sampleRate)));
}

/** Root mean square and largest sample, both in dB relative to full scale. */
export function levels(samples: Float32Array): { rmsDb: number; peakDb: number } {
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return { rmsDb: 10 * Math.log10(meanSquare(samples)), peakDb: 20 * Math.log10(peak) };
}

function blockPowers(samples: Float32Array, sampleRate: number): number[] {
  const length = Math.round(BLOCK_SECONDS * sampleRate);
  const step = Math.round(length * (1 - BLOCK_OVERLAP));
  const count = Math.max(0, Math.floor((samples.length - length) / step) + 1);
  return Array.from({ length: count }, (_, i) =>
    meanSquare(samples.subarray(i * step, i * step + length)),
  );
}

function lufs(power: number): number {
  return -0.691 + 10 * Math.log10(power);
}

/** K-weighting: a shelf for what the head adds, then a high-pass. */
function weighted(samples: Float32Array, sampleRate: number): Float32Array {
  return filtered(filtered(samples, shelf(sampleRate)), highPass(sampleRate));
}

/** b0, b1, b2, a1, a2 of a second-order section; a0 is 1. */
type Section = readonly [number, number, number, number, number];

// The recommendation lists coefficients for 48 kHz only; these are the analogue values behind them.
function shelf(sampleRate: number): Section {
  const [k, q] = [Math.tan((Math.PI * 1681.974450955533) / sampleRate), 0.7071752369554196];
  const high = 10 ** (3.999843853973347 / 20);
  const band = high ** 0.4996667741545416;
  const a0 = 1 + k / q + k * k;
  return [
    (high + (band * k) / q + k * k) / a0,
    (2 * (k * k - high)) / a0,
    (high - (band * k) / q + k * k) / a0,
    (2 * (k * k - 1)) / a0,
    (1 - k / q + k * k) / a0,
  ];
}

function highPass(sampleRate: number): Section {
  const [k, q] = [Math.tan((Math.PI * 38.13547087602444) / sampleRate), 0.5003270373238773];
  const a0 = 1 + k / q + k * k;
  return [1, -2, 1, (2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0];
}

function filtered(samples: Float32Array, [b0, b1, b2, a1, a2]: Section): Float32Array {
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  return samples.map((x) => {
    const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    [x2, x1, y2, y1] = [x1, x, y1, y];
    return y;
  });
}

function meanSquare(samples: Float32Array): number {
  return samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
