// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

/** The samples of a chart as a table, newest first. Written only while it is open. */

import { exact, localTime, utcTime } from "./format.js";

// Thousands of rows at once would make the page slow; older ones come on demand.
const ROWS_PER_STEP = 500;

function row(point, key) {
  const line = document.createElement("tr");
  for (const text of [localTime(point.t), utcTime(point.t)]) {
    const time = document.createElement("time");
    time.dateTime = new Date(point.t * 1000).toISOString();
    time.textContent = text;
    line.insertCell().append(time);
  }
  const figure = document.createElement("data");
  figure.value = point[key];
  figure.textContent = exact(point[key]);
  line.insertCell().append(figure);
  return line;
}

export class DataTable {
  #details;
  #key;
  #points = [];
  #rows = ROWS_PER_STEP;
  #body;
  #older;

  /** @param details  A details element with a table of three columns and a button. */
  constructor(details, key, unit) {
    this.#details = details;
    this.#key = key;
    this.#body = details.querySelector("tbody");
    this.#older = details.querySelector(".older");
    details.querySelector("th:last-child").textContent = unit;
    details.addEventListener("toggle", () => this.#write());
    this.#older.addEventListener("click", () => {
      this.#rows += ROWS_PER_STEP;
      this.#write();
    });
  }

  show(points) {
    this.#points = points;
    this.#write();
  }

  #write() {
    const newest = this.#details.open ? this.#points.slice(-this.#rows).reverse() : [];
    this.#body.replaceChildren(...newest.map((point) => row(point, this.#key)));
    this.#older.hidden = !this.#details.open || this.#points.length <= this.#rows;
  }
}
