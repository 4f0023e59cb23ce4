/**
 * A quantile, between two values where it falls between them.
 * @param {number[]} values at least one, in any order @param {number} p 0 to 1
 */
export function quantile(values, p) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = p * (sorted.length - 1);
  const below = sorted[Math.floor(at)];
  return below + (sorted[Math.ceil(at)] - below) * (at % 1);
}

/** @param {number[]} values */
export const median = (values) => quantile(values, 0.5);
