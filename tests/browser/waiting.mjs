// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

/** Waiting for conditions, never for time to pass. */

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

const POLL_MS = 100;

/** Longer than the tracker takes for a sample, and the page to ask for it. */
export const SECONDS_MAX = 90;

/** Looks until `look()` returns what `check` does not throw at; fails as the last check failed. */
export async function eventually(look, check, secondsMax = SECONDS_MAX) {
  const deadline = Date.now() + secondsMax * 1000;
  for (;;) {
    const seen = await look();
    try {
      await check(seen);
      return seen;
    } catch (problem) {
      if (!(problem instanceof assert.AssertionError) || Date.now() > deadline)
        throw problem;
    }
    await pause(POLL_MS);
  }
}

export function eventuallyEqual(look, expected, secondsMax) {
  return eventually(look, (seen) => assert.deepEqual(seen, expected), secondsMax);
}
