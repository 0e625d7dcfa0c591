// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

/** The statistics page shows what the API tells, and follows its drop-downs, picker and keys. */

import assert from "node:assert/strict";
import test, { after, afterEach, before } from "node:test";

import { launch, openPage } from "./browser.mjs";
import { Feeder } from "./feeder.mjs";
import { Api, CHARTS, StatsPage } from "./stats_page.mjs";
import { eventually, eventuallyEqual } from "./waiting.mjs";

const url = process.env.MUSTER_URL;
const api = new Api(url);
const feeder = new Feeder(url);

const LARGE = "aa11".repeat(10);
const SEEDED = "aa22".repeat(10);
const LONELY = "bb33".repeat(10);
const HOUR = { range: "1h", group: "minute" };

let browser;
let opened;
let page;
let sut;

before(async () => {
  browser = await launch();
  opened = await openPage(browser);
  page = opened.page;
  sut = new StatsPage(page, url);
});

after(() => browser?.close());

afterEach(() => assert.deepEqual(opened.complaints.splice(0), []));

/** Waits until the tables of the charts are what the API tells. */
async function expectTables(shown, charts = CHARTS) {
  for (const { title, key, ofTorrent } of charts) {
    const asked = ofTorrent ? shown : { ...shown, infoHash: null };
    await eventually(async () => [await sut.table(title), (await api.history(asked)).points],
      ([table, points]) => {
        assert.ok(points.length > 0, `samples of ${title}`);
        assert.deepEqual(table, points.map((x) => [x.t, x[key]]), title);
      });
  }
}

/** What the last sample has, when that is expected of it. */
function expectSample(shown, expected) {
  return eventually(() => api.history(shown), ({ points }) => {
    const last = points.at(-1) ?? {};
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((x) => [x, last[x]])), expected);
  });
}

test("a page of a tracker that nobody has announced to says so", async () => {
  await sut.open();
  assert.equal(await page.title(), "Tracker Statistics");
  assert.deepEqual(await Promise.all(["peers", "seeders", "torrents"].map((x) => sut.figure(x))),
    [0, 0, 0]);
  assert.match(await page.locator("#swarms-range").textContent(), /^No swarms yet/);
  for (const { title } of CHARTS)
    assert.ok(await sut.chart(title).isVisible(), title);
});

test("the big numbers follow announces without a reload", async () => {
  await page.evaluate(() => { globalThis.isTheSamePage = true; });
  await feeder.populate(LARGE, { seeders: 3, leechers: 4, port: 20000 });
  await feeder.populate(SEEDED, { seeders: 4, leechers: 1, port: 21000 });
  await feeder.populate(LONELY, { seeders: 0, leechers: 1, port: 22000 });
  await feeder.announce(LARGE, 20003, { left: 0, event: "completed" });
  const names = ["peers", "seeders", "torrents", "completed"];
  await eventuallyEqual(() => Promise.all(names.map((x) => sut.figure(x))), [13, 8, 3, 1]);
  await eventually(() => sut.figure("uptime"), (seconds) => assert.ok(seconds >= 1));
  assert.ok(await page.evaluate(() => globalThis.isTheSamePage));
});

test("the tables of the charts have the samples of the API", async () => {
  await expectSample(HOUR, { peers: 13, seeders: 8, torrents: 3 });
  await sut.openTables();
  await expectTables(HOUR);
  const table = await sut.table("Peers Connected Over Time");
  assert.equal(table.at(-1)[1], 13);
  assert.ok(await page.evaluate(() => globalThis.isTheSamePage));
});

test("each chart has its samples as CSV", async () => {
  for (const { title, key } of CHARTS) {
    const link = sut.chart(title).getByRole("link", { name: "CSV" });
    const address = await link.evaluate((a) => a.href);
    assert.equal(new URL(address).searchParams.get("range"), "1h");
    const reply = await fetch(address);
    assert.match(reply.headers.get("content-type"), /^text\/csv\b/);
    const [names, ...rows] = (await reply.text()).trim().split(/\r?\n/).map((x) => x.split(","));
    const table = await sut.table(title);
    const cell = (row, name) => Number(row[names.indexOf(name)]);
    const values = new Map(rows.map((x) => [cell(x, "t"), cell(x, key)]));
    // A sample may have come since the table was written.
    assert.deepEqual(table.slice(0, -1), table.slice(0, -1).map(([t]) => [t, values.get(t)]));
  }
});

test("the drop-downs change the charts and the address", async () => {
  await page.getByLabel("Period").selectOption({ label: "last 5 hours" });
  assert.deepEqual(sut.query, { range: "5h", group: "minute" });
  await expectTables({ range: "5h", group: "minute" });
  await page.getByLabel("Grouped by").selectOption({ label: "hours" });
  assert.deepEqual(sut.query, { range: "5h", group: "hour" });
  await expectTables({ range: "5h", group: "hour" });
  for (const [t] of await sut.table("Total of Torrents"))
    assert.equal(t % 3600, 0);
});

test("the address brings back what was shown", async () => {
  await page.goBack();
  await eventuallyEqual(() => page.getByLabel("Grouped by").inputValue(), "minute");
  await expectTables({ range: "5h", group: "minute" });
  await sut.open("?range=1d&group=hour");
  assert.equal(await page.getByLabel("Period").inputValue(), "1d");
  assert.equal(await page.getByLabel("Grouped by").inputValue(), "hour");
  await sut.openTables();
  await expectTables({ range: "1d", group: "hour" });
});

test("every period can be chosen and long ones are in hours", async () => {
  const periods = await page.locator("#range option").evaluateAll((x) => x.map((y) => y.value));
  assert.deepEqual(periods, ["1h", "5h", "1d", "3d", "7d", "30d", "365d"]);
  for (const range of periods) {
    await page.getByLabel("Period").selectOption(range);
    await expectTables({ range, group: sut.query.group }, CHARTS.slice(0, 1));
    assert.equal(await page.locator("#group option[value=minute]").isDisabled(),
      ["7d", "30d", "365d"].includes(range), range);
  }
  assert.deepEqual(sut.query, { range: "365d", group: "hour" });
});

test("an address that makes no sense shows the last hour", async () => {
  await sut.open("?range=-1h&group=week&info_hash=zz");
  assert.deepEqual(sut.query, HOUR);
});

test("a torrent is found by the beginning of its info_hash", async () => {
  await sut.openTables();
  const search = page.getByRole("combobox", { name: "Find by info_hash" });
  await search.fill("AA");
  const options = page.getByRole("option");
  await eventuallyEqual(() => options.locator("code").allTextContents(), [LARGE, SEEDED]);
  await search.press("ArrowDown");
  await search.press("ArrowDown");
  await search.press("Enter");
  assert.deepEqual(sut.query, { ...HOUR, info_hash: SEEDED });
  await expectSample({ ...HOUR, infoHash: SEEDED }, { peers: 5, seeders: 4 });
  await expectTables({ ...HOUR, infoHash: SEEDED });
  await eventually(() => page.locator("#torrent-facts").textContent(),
    (text) => assert.match(text, /5 peers, 4 with full download, 1 downloading/));
});

test("all torrents come back", async () => {
  await page.getByRole("button", { name: "Show all torrents" }).click();
  assert.deepEqual(sut.query, HOUR);
  await expectTables(HOUR);
});

test("what is no prefix of an info_hash is explained", async () => {
  const search = page.getByRole("combobox", { name: "Find by info_hash" });
  await search.fill("0123");
  const hint = () => page.locator("#torrent-hint").textContent();
  await eventuallyEqual(hint, "No swarm begins with that.");
  await search.fill("xyz");
  await eventually(hint, (text) => assert.match(text, /hex digits only/));
  await search.fill("");
});

test("the table of swarms is sorted by any column both ways", async () => {
  for (const [button, sort, orders] of [
    ["Seeders", "seeders", ["desc", "asc"]], ["Leechers", "leechers", ["desc", "asc"]],
    ["Completed", "completed", ["desc", "asc"]], ["info_hash", "info_hash", ["asc", "desc"]],
    ["Peers", "peers", ["desc", "asc", "desc"]],
  ])
    for (const order of orders) {
      await page.locator("#swarms").getByRole("button", { name: button }).click();
      await eventually(() => sut.swarms(), async (rows) => {
        const expected = await api.swarms(`sort=${sort}&order=${order}&limit=15&offset=0`);
        assert.equal(rows.length, 3);
        assert.deepEqual(rows, expected.swarms, `${sort} ${order}`);
      });
      const heading = page.locator(`#swarms th:has([data-sort=${sort}])`);
      await eventuallyEqual(() => heading.getAttribute("aria-sort"), `${order}ending`);
    }
});

test("a swarm of the table turns the charts to its torrent", async () => {
  await page.locator("#swarms").getByRole("link", { name: LARGE }).click();
  assert.equal(sut.query.info_hash, LARGE);
  await expectTables({ ...HOUR, infoHash: LARGE });
});

/** An asset has a strong validator and is not sent again to whoever has it. */
async function expectValidator(address) {
  const headers = { "accept-encoding": "gzip" };
  const first = await fetch(address, { headers });
  const etag = first.headers.get("etag") ?? "none";
  assert.match(etag, /^"[^"]+"$/, address);
  const second = await fetch(address, { headers: { ...headers, "if-none-match": etag } });
  assert.equal(second.status, 304, address);
}

test("the content security policy allows nothing but the tracker", async () => {
  const reply = await fetch(`${url}/stats`, { headers: { accept: "text/html" } });
  const policy = reply.headers.get("content-security-policy");
  assert.match(policy, /default-src 'self'/);
  assert.doesNotMatch(policy, /unsafe|http|\*/);
});

test("the page loads from the tracker alone and asks whether it has changed", async () => {
  const visitor = await openPage(browser);
  const loaded = new Set();
  visitor.page.on("request", (request) => loaded.add(request.url()));
  await new StatsPage(visitor.page, url).open();
  for (const address of loaded)
    assert.equal(new URL(address).origin, url);
  const assets = [...loaded].filter((x) => new URL(x).pathname.startsWith("/ui/"));
  assert.ok(assets.length > 10);
  for (const address of assets)
    await expectValidator(address);
  assert.deepEqual(visitor.complaints, []);
  await visitor.close();
});
