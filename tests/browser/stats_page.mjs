// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

/** The statistics page as its users see it, and the API that it shows. */

export const CHARTS = [
  { title: "Peers Connected Over Time", key: "peers", ofTorrent: true },
  { title: "Peers with Full Download", key: "seeders", ofTorrent: true },
  { title: "Total of Torrents", key: "torrents", ofTorrent: false },
  { title: "Announces per Second", key: "announces_per_second", ofTorrent: false },
];

export class Api {
  #url;

  constructor(url) {
    this.#url = url;
  }

  async #json(path) {
    const reply = await fetch(this.#url + path);
    if (!reply.ok)
      throw new Error(`${path}: status ${reply.status}`);
    return reply.json();
  }

  history({ range, group, infoHash }) {
    const torrent = infoHash ? `&info_hash=${infoHash}` : "";
    return this.#json(`/stats?format=json&range=${range}&group=${group}${torrent}`);
  }

  swarms(query) {
    return this.#json(`/api/v1/swarms?${query}`);
  }
}

export class StatsPage {
  #page;
  #url;

  constructor(page, url) {
    this.#page = page;
    this.#url = url;
  }

  /** Opens it and waits until its parts have had their first answers. */
  async open(query = "") {
    await this.#page.goto(`${this.#url}/stats${query}`, { waitUntil: "load" });
    await this.#page.locator("#connection[data-state=live]").waitFor();
    await this.#page.locator("#swarms-range:not(:empty)").waitFor();
    await this.#page.locator(".summary data, .notice:not([hidden]), #problem:not([hidden])")
      .first().waitFor();
  }

  get query() {
    return Object.fromEntries(new URL(this.#page.url()).searchParams);
  }

  /** A big number, as it is meant. */
  async figure(name) {
    return Number(await this.#page.locator(`#now-${name}`).getAttribute("value"));
  }

  chart(title) {
    return this.#page.locator("figure", { has: this.#page.getByRole("heading", { name: title }) });
  }

  slider(title) {
    return this.chart(title).getByRole("slider");
  }

  async openTables() {
    for (const summary of await this.#page.locator("figure summary").all())
      await summary.click();
  }

  /** The table of a chart, oldest first: [seconds since 1970, value]. */
  table(title) {
    return this.chart(title).locator("tbody tr").evaluateAll((rows) => rows.map((row) => [
      Date.parse(row.querySelector("time").dateTime) / 1000,
      Number(row.querySelector("data").value),
    ]).reverse());
  }

  /** The table of swarms, as the API has them. */
  swarms() {
    return this.#page.locator("#swarms tbody tr").evaluateAll((rows) => rows.map((row) => ({
      info_hash: row.querySelector("a").textContent,
      ...Object.fromEntries([...row.querySelectorAll("data")]
        .map((figure) => [figure.dataset.column, Number(figure.value)])),
    })));
  }

  overflow() {
    return this.#page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  }
}
