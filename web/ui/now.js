// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

/** The big numbers. */

import { duration, exact, localTime, short } from "./format.js";

function element(name) {
  return document.getElementById(`now-${name}`);
}

function showFigure(name, value) {
  const figure = element(name);
  figure.value = value;
  figure.textContent = short(value);
  figure.title = exact(value);
}

function showPopulation({ peers, seeders, leechers, torrents, completed }) {
  showFigure("peers", peers);
  showFigure("seeders", seeders);
  showFigure("torrents", torrents);
  showFigure("completed", completed);
  element("leechers").textContent = `${short(leechers)} downloading`;
  const percent = Math.round((100 * seeders) / peers);
  element("share").textContent = peers ? `${percent}\u00a0% of peers` : "";
}

/** Shows `totals` of the history, which know no rates. */
export function showTotals(totals) {
  showPopulation(totals);
  showKnown(totals);
}

/** Torrents that have no peers now are in the history only. */
export function showKnown({ torrents_known: known }) {
  element("known").textContent = known === undefined ? "" : `${short(known)} known`;
}

/** Shows live figures. */
export function showFigures(figures) {
  showPopulation(figures);
  showFigure("announces", figures.announces_per_second);
  element("scrapes").textContent = `${short(figures.scrapes_per_second)} scrapes/s`;
  const uptime = element("uptime");
  uptime.value = figures.uptime_seconds;
  uptime.textContent = duration(figures.uptime_seconds);
  element("since").textContent = `since ${localTime(figures.t - figures.uptime_seconds)}`;
}

/** Shows whether live figures come. */
export function showConnection(state) {
  const connection = document.getElementById("connection");
  if (connection.dataset.state === state)
    return;
  connection.dataset.state = state;
  connection.textContent = state === "live" ? "live" : "reconnecting";
}
