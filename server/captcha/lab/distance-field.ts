/** Distances from an outline: positive inside, in sixteenths of a pixel, up to eight pixels. */
export interface Field {
  width: number;
  height: number;
  distances: Int8Array;
}

const UNITS_PER_PIXEL = 16;

interface Image {
  width: number;
  height: number;
  /** RGBA. */
  data: Uint8ClampedArray;
}

/**
 * The signed distance field of the ink in `image`, a pixel for each `oversampling` pixels of it,
 * with an empty rim of `rim` pixels around the ink.
 */
export function distanceField(image: Image, oversampling: number, rim: number): Field {
  const isInk = (x: number, y: number) => (image.data[4 * (y * image.width + x) + 3] ?? 0) > 127;
  const ink = boundsOf(image, isInk);
  const width = Math.ceil((ink.right - ink.left) / oversampling) + 2 * rim;
  const height = Math.ceil((ink.bottom - ink.top) / oversampling) + 2 * rim;
  const [columns, rows] = [width * oversampling, height * oversampling];
  const left = Math.round((ink.left + ink.right - columns) / 2);
  const top = Math.round((ink.top + ink.bottom - rows) / 2);
  const toInk = squaredDistances(columns, rows, (x, y) => isInk(left + x, top + y));
  const toPaper = squaredDistances(columns, rows, (x, y) => !isInk(left + x, top + y));

  const distances = new Int8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at =
        Math.floor((y + 0.5) * oversampling) * columns + Math.floor((x + 0.5) * oversampling);
      const pixels = Math.sqrt(toPaper[at] ?? 0) - Math.sqrt(toInk[at] ?? 0);
      const units = Math.round((pixels / oversampling) * UNITS_PER_PIXEL);
      distances[y * width + x] = Math.max(-127, Math.min(127, units));
    }
  }
  return { width, height, distances };
}

function boundsOf({ width, height }: Image, isInk: (x: number, y: number) => boolean) {
  const bounds = { left: width, right: 0, top: height, bottom: 0 };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!isInk(x, y)) continue;
      bounds.left = Math.min(bounds.left, x);
      bounds.right = Math.max(bounds.right, x + 1);
      bounds.top = Math.min(bounds.top, y);
      bounds.bottom = Math.max(bounds.bottom, y + 1);
    }
  }
  return bounds;
}

/**
 * The squared distance of every point to the nearest one that `isThere`: along the columns first,
 * then along the rows, where the lowest of the parabolas counts (Felzenszwalb and Huttenlocher,
 * Distance Transforms of Sampled Functions, 2012).
 */
function squaredDistances(
  width: number,
  height: number,
  isThere: (x: number, y: number) => boolean,
): Float64Array {
  const far = (width + height) ** 2;
  const result = new Float64Array(width * height);
  for (let x = 0; x < width; x++) {
    const column = Float64Array.from({ length: height }, (_, y) => (isThere(x, y) ? 0 : far));
    lowestParabolas(column).forEach((value, y) => {
      result[y * width + x] = value;
    });
  }
  for (let y = 0; y < height; y++) {
    result.set(lowestParabolas(result.slice(y * width, (y + 1) * width)), y * width);
  }
  return result;
}

/** For each q the least of `heights[p] + (q - p)²`. */
function lowestParabolas(heights: Float64Array): Float64Array {
  const height = (p: number) => heights[p] ?? 0;
  const meet = (p: number, q: number) => (height(q) + q * q - height(p) - p * p) / (2 * (q - p));
  const lowest: { p: number; from: number }[] = [{ p: 0, from: Number.NEGATIVE_INFINITY }];
  for (let q = 1; q < heights.length; q++) {
    let last = lowest.at(-1);
    while (last && meet(last.p, q) <= last.from) {
      lowest.pop();
      last = lowest.at(-1);
    }
    lowest.push({ p: q, from: last ? meet(last.p, q) : Number.NEGATIVE_INFINITY });
  }
  let at = 0;
  return heights.map((_, q) => {
    while ((lowest[at + 1]?.from ?? Number.POSITIVE_INFINITY) < q) at++;
    const p = lowest[at]?.p ?? 0;
    return height(p) + (q - p) ** 2;
  });
}
