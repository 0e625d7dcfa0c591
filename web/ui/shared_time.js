// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

/** The one time that all charts point at, in seconds since 1970, or null. */
export class SharedTime {
  #listeners = [];
  #t = null;
  #owner = null;

  get t() {
    return this.#t;
  }

  /** The chart that was pointed at. */
  get owner() {
    return this.#owner;
  }

  set(t, owner) {
    this.#t = t;
    this.#owner = owner;
    for (const listener of this.#listeners)
      listener();
  }

  /** Forgets the time, if it is that chart's. */
  clear(owner) {
    if (this.#owner === owner)
      this.set(null, null);
  }

  onChange(listener) {
    this.#listeners.push(listener);
  }
}
