// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

/** Figures as the tracker tells them, every few seconds. */

// A browser gives up for good when it is answered with an error, such as a proxy's.
const RETRY_MS = 10000;

/**
 * Calls onFigures(figures) with all that come, and onState("live" | "waiting") when that begins and
 * ends. Goes on for as long as the page is there.
 */
export function followFigures(onFigures, onState) {
  const source = new EventSource("api/v1/live");
  source.addEventListener("figures", (event) => {
    onState("live");
    onFigures(JSON.parse(event.data));
  });
  source.addEventListener("error", () => {
    onState("waiting");
    if (source.readyState === EventSource.CLOSED)
      setTimeout(() => followFigures(onFigures, onState), RETRY_MS);
  });
}
