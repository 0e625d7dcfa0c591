// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

/** What the page shows, as its address has it, with the names that the API has for the same. */

export const RANGES = [
  ["1h", "last hour"],
  ["5h", "last 5 hours"],
  ["1d", "last day"],
  ["3d", "last 3 days"],
  ["7d", "last 7 days"],
  ["30d", "last 30 days"],
  ["365d", "last year"],
];

export const STEP_SECONDS = { minute: 60, hour: 3600 };

// For how long the tracker keeps minutes. More would have more points than a screen has pixels.
const MINUTES_RANGE_SECONDS_MAX = 3 * 86400;

const UNITS = { m: [60, "minutes"], h: [3600, "hours"], d: [86400, "days"] };
const RANGE = /^([1-9]\d{0,5})([mhd])$/;
const INFO_HASH = /^[0-9a-f]{40}$/;

export function isInfoHash(text) {
  return INFO_HASH.test(text);
}

/** A range as people say it. */
export function rangeName(range) {
  const known = RANGES.find(([value]) => value === range);
  if (known)
    return known[1];
  const [, count, unit] = RANGE.exec(range);
  return `last ${count} ${UNITS[unit][1]}`;
}

/** Whether a range can be shown in minutes. */
export function allowsMinutes(range) {
  const [, count, unit] = RANGE.exec(range);
  return count * UNITS[unit][0] <= MINUTES_RANGE_SECONDS_MAX;
}

/** Reads a query string. What is missing or makes no sense becomes the default. */
export function readAddress(search) {
  const query = new URLSearchParams(search);
  const range = RANGE.test(query.get("range") ?? "") ? query.get("range") : "1h";
  const wanted = Object.hasOwn(STEP_SECONDS, query.get("group")) ? query.get("group") : "minute";
  const infoHash = (query.get("info_hash") ?? "").toLowerCase();
  return {
    range,
    group: allowsMinutes(range) ? wanted : "hour",
    infoHash: isInfoHash(infoHash) ? infoHash : null,
  };
}

/** The query string of what is shown. */
export function writeAddress({ range, group, infoHash }) {
  const query = new URLSearchParams({ range, group });
  if (infoHash)
    query.set("info_hash", infoHash);
  return `?${query}`;
}
