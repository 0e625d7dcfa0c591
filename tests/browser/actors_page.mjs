// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

/** The page of actors as operators see it. */

export class ActorsPage {
  #page;
  #url;

  constructor(page, url) {
    this.#page = page;
    this.#url = url;
  }

  /** Opens it; without a token it asks for one. */
  async open() {
    await this.#page.goto(`${this.#url}/actors`, { waitUntil: "load" });
  }

  async signIn(token) {
    await this.token.fill(token);
    await this.#page.getByRole("button", { name: "Show actors" }).click();
  }

  /** Opens it, signs in, and waits until rates are known. */
  async openTree(token) {
    await this.open();
    await this.signIn(token);
    await this.#page.locator("#now-messages:not([value=''])").waitFor();
  }

  get token() {
    return this.#page.getByLabel("Token");
  }

  get tree() {
    return this.#page.getByRole("treegrid", { name: "Actors" });
  }

  get alert() {
    return this.#page.getByRole("alert");
  }

  get state() {
    return this.#page.locator("#connection").textContent();
  }

  /** The rows that are seen: [level, name, detail]. */
  rows() {
    return this.tree.locator("tbody tr:not([hidden])").evaluateAll((rows) => rows.map((row) => [
      Number(row.ariaLevel), row.querySelector(".name").textContent,
      row.querySelector(".detail").textContent,
    ]));
  }

  row(name) {
    return this.tree.locator("tbody tr", { has: this.#page.getByText(name, { exact: true }) });
  }

  /** A figure of a row; null if the page does not know it. */
  async figure(name, member) {
    const value = await this.row(name).first().locator(`[data-member=${member}]`)
      .getAttribute("value");
    return value === "" ? null : Number(value);
  }

  /** What has the focus, as the name of its row. */
  focused() {
    return this.#page.evaluate(() => document.activeElement.querySelector?.(".name")?.textContent);
  }

  kept() {
    return this.#page.evaluate(() => [Object.values(sessionStorage), localStorage.length]);
  }

  overflow() {
    return this.#page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  }
}
