// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

/** One figure over time. `points` are samples with a time `t`, ascending; some may be missing. */

// How many steps apart two samples are when one is missing between them.
const GAP_STEPS = 1.5;

/** Rows of a chart, [milliseconds, value], with a row without a value in each gap. */
export function rowsWithGaps(points, key, stepSeconds) {
  const rows = [];
  let previous = null;
  for (const point of points) {
    if (previous && point.t - previous.t > GAP_STEPS * stepSeconds)
      rows.push([(previous.t + stepSeconds) * 1000, null]);
    rows.push([point.t * 1000, point[key]]);
    previous = point;
  }
  return rows;
}

/** The last, least and greatest value, or null if there is none. */
export function summarize(points, key) {
  if (points.length === 0)
    return null;
  let least = Infinity;
  let greatest = -Infinity;
  for (const point of points) {
    least = Math.min(least, point[key]);
    greatest = Math.max(greatest, point[key]);
  }
  return { last: points[points.length - 1][key], least, greatest };
}

/** The index of the sample nearest to a time, or -1 if there is none. */
export function nearestIndex(points, t) {
  let low = 0;
  let high = points.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle].t < t)
      low = middle + 1;
    else
      high = middle;
  }
  if (low > 0 && t - points[low - 1].t < points[low].t - t)
    return low - 1;
  return high < 0 ? -1 : low;
}

/** The sample of a time, or null in a gap. */
export function sampleAt(points, t, stepSeconds) {
  const point = points[nearestIndex(points, t)];
  return point && Math.abs(point.t - t) <= stepSeconds ? point : null;
}
