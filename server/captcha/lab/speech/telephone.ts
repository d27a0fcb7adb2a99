import { SAMPLE_RATE } from '../../speech-bank';
import { resample } from './resample';

// Divisible by 8 kHz, and above twice the highest frequency that is looked at.
const WORKING_RATE = 24_000;
// Aliasing at 8 kHz carries what lies between 4 kHz and half of this to 2.4–4 kHz.
const CARRIED_RATE = 11_200;
const CARRIED_GAIN = 4;
const ENVELOPE_SECONDS = 0.01;

/**
 * Speech as the bank keeps it, at 8 kHz. espeak-ng's "s", "f" and "q" lie wholly above 4 kHz, and
 * "six" would become "ick": where a sound is mostly up there, it is carried down below 4 kHz.
 */
export function telephone(samples: Float32Array, sampleRate: number): Float32Array {
  const whole = resample(samples, sampleRate, WORKING_RATE);
  const low = passing(whole, SAMPLE_RATE);
  const carried = difference(passing(whole, CARRIED_RATE), low);
  const [highPower, lowPower] = [envelope(difference(whole, low)), envelope(low)];
  const step = WORKING_RATE / SAMPLE_RATE;
  return Float32Array.from({ length: Math.floor(whole.length / step) }, (_, i) => {
    const [at, high] = [i * step, highPower[i * step] ?? 0];
    const share = high / (high + (lowPower[at] ?? 0) + 1e-12);
    return (low[at] ?? 0) + CARRIED_GAIN * share * (carried[at] ?? 0);
  });
}

/** What of `samples`, at the working rate, a recording at `rate` can hold. */
function passing(samples: Float32Array, rate: number): Float32Array {
  return resample(resample(samples, WORKING_RATE, rate), rate, WORKING_RATE);
}

function difference(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((sample, i) => sample - (b[i] ?? 0));
}

/** Mean power around each sample. */
function envelope(samples: Float32Array): Float32Array {
  const half = Math.round((ENVELOPE_SECONDS * WORKING_RATE) / 2);
  const square = (i: number) => (samples[i] ?? 0) ** 2;
  let sum = 0;
  for (let i = 0; i < half; i++) sum += square(i);
  return samples.map((_, i) => {
    sum += square(i + half) - square(i - half - 1);
    return Math.max(0, sum) / (2 * half + 1);
  });
}
