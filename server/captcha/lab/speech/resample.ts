const HALF_WIDTH = 24;

/** `samples` at another rate, by a windowed sinc that keeps what lies below the lower Nyquist limit. */
export function resample(samples: Float32Array, from: number, to: number): Float32Array {
  const cutoff = 0.95 * Math.min(1, to / from);
  const reach = HALF_WIDTH / cutoff;
  return Float32Array.from({ length: Math.floor((samples.length * to) / from) }, (_, i) => {
    const centre = (i * from) / to;
    let sum = 0;
    const last = Math.min(samples.length - 1, Math.floor(centre + reach));
    for (let j = Math.max(0, Math.ceil(centre - reach)); j <= last; j++) {
      sum +=
        (samples[j] ?? 0) * cutoff * sinc((j - centre) * cutoff) * window((j - centre) / reach);
    }
    return sum;
  });
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Hann's, for −1 to 1. */
function window(x: number): number {
  return 0.5 + 0.5 * Math.cos(Math.PI * x);
}
