/** Grey pictures: one byte a pixel, row by row, 0 black to 255 white. */
export type Grey = Uint8Array;

/** Black and white, parted where Otsu would: darker than the threshold becomes 0, the rest 255. */
export function blackAndWhite(grey: Grey): Grey {
  const threshold = otsuThreshold(grey);
  return grey.map((level) => (level <= threshold ? 0 : 255));
}

/** The level that parts dark from light with the greatest variance between the two (Otsu 1979). */
export function otsuThreshold(grey: Grey): number {
  const counts = new Array<number>(256).fill(0);
  let sum = 0;
  for (const level of grey) {
    counts[level] = (counts[level] ?? 0) + 1;
    sum += level;
  }
  let best = { level: 0, variance: -1 };
  let darkCount = 0;
  let darkSum = 0;
  counts.forEach((count, level) => {
    darkCount += count;
    darkSum += count * level;
    const variance = varianceBetween(darkCount, darkSum, grey.length - darkCount, sum - darkSum);
    if (variance > best.variance) best = { level, variance };
  });
  return best.level;
}

function varianceBetween(countA: number, sumA: number, countB: number, sumB: number): number {
  if (countA === 0 || countB === 0) return 0;
  return countA * countB * (sumA / countA - sumB / countB) ** 2;
}

export function inverted(grey: Grey): Grey {
  return grey.map((level) => 255 - level);
}

/**
 * How far each pixel is from the mean of the square of `2 · radius + 1` pixels around it, as dark on
 * white: light strokes on dark and dark strokes on light come out the same.
 */
export function withoutPolarity(grey: Grey, width: number, radius: number): Grey {
  const distances = localMeans(grey, width, radius);
  let greatest = 1;
  for (let i = 0; i < grey.length; i++) {
    const distance = Math.abs((grey[i] ?? 0) - (distances[i] ?? 0));
    distances[i] = distance;
    if (distance > greatest) greatest = distance;
  }
  const darkOnWhite = new Uint8Array(grey.length);
  for (let i = 0; i < grey.length; i++) {
    darkOnWhite[i] = 255 - Math.round((255 * (distances[i] ?? 0)) / greatest);
  }
  return darkOnWhite;
}

function localMeans(grey: Grey, width: number, radius: number): Float32Array {
  const height = grey.length / width;
  const stride = width + 1;
  const sums = summedArea(grey, width, height);
  const means = new Float32Array(grey.length);
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - radius) * stride;
    const bottom = Math.min(height, y + radius + 1) * stride;
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - radius);
      const right = Math.min(width, x + radius + 1);
      const above = (sums[top + right] ?? 0) - (sums[top + left] ?? 0);
      const sum = (sums[bottom + right] ?? 0) - (sums[bottom + left] ?? 0) - above;
      means[y * width + x] = (sum * stride) / ((right - left) * (bottom - top));
    }
  }
  return means;
}

/** (width + 1) × (height + 1) sums of everything above and to the left. */
function summedArea(grey: Grey, width: number, height: number): Float64Array {
  const stride = width + 1;
  const sums = new Float64Array(stride * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += grey[y * width + x] ?? 0;
      sums[(y + 1) * stride + x + 1] = row + (sums[y * stride + x + 1] ?? 0);
    }
  }
  return sums;
}
