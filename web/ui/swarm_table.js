// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

/** The table of the largest swarms. */

import { getSwarms } from "./api.js";
import { exact } from "./format.js";

const ROWS = 15;

/** Beyond that the tracker shows no rows. */
const OFFSET_MAX = 10_000;
const COLUMNS = ["peers", "seeders", "leechers", "completed"];

function newRow() {
  const row = document.createElement("tr");
  const name = document.createElement("th");
  name.scope = "row";
  name.append(document.createElement("a"));
  row.append(name);
  for (const column of COLUMNS) {
    const figure = document.createElement("data");
    figure.dataset.column = column;
    row.insertCell().append(figure);
  }
  return row;
}

export class SwarmTable {
  #table = document.getElementById("swarms");
  #range = document.getElementById("swarms-range");
  #previous = document.getElementById("swarms-previous");
  #next = document.getElementById("swarms-next");
  #sort = "peers";
  #order = "desc";
  #offset = 0;
  #loading;
  #addressOf;

  /**
   * @param onPick     Is told the info_hash that was chosen, in hex.
   * @param addressOf  The address of the page with an info_hash chosen.
   */
  constructor(onPick, addressOf) {
    this.#addressOf = addressOf;
    this.#table.querySelector("thead").addEventListener("click", (event) => {
      if (event.target.dataset.sort)
        this.#sortBy(event.target.dataset.sort);
    });
    this.#table.tBodies[0].addEventListener("click", (event) => {
      const link = event.target.closest("a");
      // With a key held down it is for another tab or window.
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey)
        return;
      event.preventDefault();
      onPick(link.textContent);
    });
    this.#previous.addEventListener("click", () => this.#turn(-ROWS));
    this.#next.addEventListener("click", () => this.#turn(ROWS));
  }

  /** Asks for the swarms anew. Keeps what it has if they do not come. */
  async load() {
    this.#loading?.abort();
    this.#loading = new AbortController();
    const query = { sort: this.#sort, order: this.#order, limit: ROWS, offset: this.#offset };
    try {
      this.#show(await getSwarms(query, this.#loading.signal));
    } catch (problem) {
      if (problem.name !== "AbortError")
        this.#range.textContent = problem.message;
    }
  }

  #sortBy(column) {
    const turned = this.#order === "desc" ? "asc" : "desc";
    const first = column === "info_hash" ? "asc" : "desc";
    this.#order = column === this.#sort ? turned : first;
    this.#sort = column;
    this.#offset = 0;
    this.load();
  }

  #turn(rows) {
    this.#offset = Math.max(0, this.#offset + rows);
    this.load();
  }

  #show({ total, offset, swarms }) {
    this.#showOrder();
    this.#previous.disabled = offset === 0;
    this.#next.disabled = offset + swarms.length >= total || offset + ROWS > OFFSET_MAX;
    this.#range.textContent = total === 0
      ? "No swarms yet: they appear when clients announce."
      : `${exact(offset + 1)} to ${exact(offset + swarms.length)} of ${exact(total)}`;
    const body = this.#table.tBodies[0];
    // Rows are kept, so that a link that has the focus does not lose it.
    while (body.rows.length > swarms.length)
      body.deleteRow(-1);
    while (body.rows.length < swarms.length)
      body.append(newRow());
    swarms.forEach((swarm, i) => this.#write(body.rows[i], swarm));
  }

  #write(row, swarm) {
    const link = row.querySelector("a");
    link.textContent = swarm.info_hash;
    link.href = this.#addressOf(swarm.info_hash);
    for (const figure of row.querySelectorAll("data")) {
      figure.value = swarm[figure.dataset.column];
      figure.textContent = exact(swarm[figure.dataset.column]);
    }
  }

  #showOrder() {
    for (const button of this.#table.querySelectorAll("[data-sort]")) {
      const heading = button.closest("th");
      if (button.dataset.sort === this.#sort)
        heading.ariaSort = this.#order === "asc" ? "ascending" : "descending";
      else
        heading.removeAttribute("aria-sort");
    }
  }
}
