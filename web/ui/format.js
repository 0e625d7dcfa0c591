// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

/** How figures and times read. Times come as seconds since 1970. */

const SPANS = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];
const PREFIXES = [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]];

const grouped = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });
const significant = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 3 });

function dateFormat(timeZone) {
  return new Intl.DateTimeFormat(undefined, {
    day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit",
    hourCycle: "h23", timeZone,
  });
}

const localFormat = dateFormat(undefined);
const utcFormat = dateFormat("UTC");

/** All digits: `12,345`, rates with two decimals at most. */
export function exact(x) {
  return grouped.format(x);
}

/** Three digits and an SI prefix: `12.3 k`. */
export function si(x) {
  // What would be rounded to 1,000 gets the next prefix.
  for (const [factor, prefix] of PREFIXES)
    if (Math.abs(x) >= factor * 0.9995)
      return `${significant.format(x / factor)}\u00a0${prefix}`;
  return significant.format(x);
}

/** For a big number: all digits while they fit. */
export function short(x) {
  return Math.abs(x) < 1e6 ? exact(x) : si(x);
}

export function localTime(t) {
  return localFormat.format(t * 1000);
}

export function utcTime(t) {
  return `${utcFormat.format(t * 1000)} UTC`;
}

/** The distance of local time from UTC at that time: `UTC+1`. */
export function zone(t) {
  const minutes = -new Date(t * 1000).getTimezoneOffset();
  if (minutes === 0)
    return "UTC";
  const whole = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  return `UTC${minutes < 0 ? "−" : "+"}${whole}${rest ? `:${rest}` : ""}`;
}

/** The two largest units of a time span: `3 d 4 h`. */
export function duration(seconds) {
  const first = SPANS.findIndex(([size]) => seconds >= size);
  if (first < 0)
    return "0\u00a0s";
  const [size, unit] = SPANS[first];
  const [smaller, name] = SPANS[first + 1] ?? [1, ""];
  const rest = Math.floor((seconds % size) / smaller);
  const whole = `${Math.floor(seconds / size)}\u00a0${unit}`;
  return rest ? `${whole} ${rest}\u00a0${name}` : whole;
}
