const RESAMPLES = 5000;

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

/**
 * The ratio of two medians and its 95 % interval, by bootstrap over the rounds in which both were measured.
 * @param {number[]} ours by round @param {number[]} beside by round
 * @returns {{seen: number, low: number, high: number}}
 */
export function ratio(ours, beside) {
  const resampled = Array.from({ length: RESAMPLES }, () => {
    const rounds = ours.map(() => Math.floor(Math.random() * ours.length));
    return median(rounds.map((i) => ours[i])) / median(rounds.map((i) => beside[i]));
  });
  return { seen: median(ours) / median(beside), low: quantile(resampled, 0.025), high: quantile(resampled, 0.975) };
}
