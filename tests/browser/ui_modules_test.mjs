// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

/** The modules of the page that only compute, called in the browser that runs them. */

import assert from "node:assert/strict";
import test, { after, before } from "node:test";

import { launch, openPage } from "./browser.mjs";

const url = process.env.MUSTER_URL;
// A blank that does not end a line.
const FIXED = "\u00a0";

let browser;
let opened;

before(async () => {
  browser = await launch();
  opened = await openPage(browser);
  await opened.page.goto(`${url}/stats`);
});

after(() => browser?.close());

/** What a function of a module returns for each list of arguments. */
function results(module, name, calls) {
  return opened.page.evaluate(async ([path, function_, all]) => {
    const loaded = await import(path);
    return all.map((x) => loaded[function_](...x));
  }, [`${url}/ui/${module}.js`, name, calls]);
}

async function expectResults(module, name, expected) {
  const calls = expected.map(([, ...x]) => x);
  assert.deepEqual(await results(module, name, calls), expected.map(([x]) => x));
}

test("large numbers get SI prefixes and three digits", async () => {
  await expectResults("format", "si", [
    ["0", 0], ["0.25", 0.25], ["5", 5], ["999", 999], [`1${FIXED}k`, 999.6], [`1${FIXED}k`, 1000],
    [`12.3${FIXED}k`, 12345], [`999${FIXED}k`, 999000], [`1${FIXED}M`, 999999],
    [`1.23${FIXED}M`, 1234567], [`2${FIXED}G`, 2e9], [`3${FIXED}T`, 3e12],
  ]);
});

test("big numbers have all digits below a million", async () => {
  await expectResults("format", "short", [
    ["0", 0], ["1.5", 1.5], ["0.07", 0.0666], ["999,999", 999999], [`1${FIXED}M`, 1e6],
  ]);
});

test("a duration has its two largest units", async () => {
  await expectResults("format", "duration", [
    [`0${FIXED}s`, 0], [`59${FIXED}s`, 59], [`1${FIXED}min`, 60], [`1${FIXED}min 1${FIXED}s`, 61],
    [`1${FIXED}h`, 3600], [`1${FIXED}h`, 3601], [`23${FIXED}h 59${FIXED}min`, 86399],
    [`1${FIXED}d`, 86400], [`400${FIXED}d 23${FIXED}h`, 400 * 86400 + 23 * 3600 + 3599],
  ]);
});

test("times are local and in UTC", async () => {
  const summer = Date.UTC(2026, 6, 1, 22, 30) / 1000;
  const winter = Date.UTC(2026, 11, 31, 23, 59) / 1000;
  await expectResults("format", "localTime", [
    ["2 Jul 2026, 00:30", summer], ["1 Jan 2027, 00:59", winter],
  ]);
  await expectResults("format", "utcTime", [["1 Jul 2026, 22:30 UTC", summer]]);
  await expectResults("format", "zone", [["UTC+2", summer], ["UTC+1", winter]]);
});

test("a sample more than one and a half steps after the last one follows a gap", async () => {
  const at = (...times) => times.map((t) => ({ t, peers: t / 10 }));
  await expectResults("series", "rowsWithGaps", [
    [[], [], "peers", 60],
    [[[60000, 6], [120000, 12]], at(60, 120), "peers", 60],
    [[[60000, 6], [150000, 15]], at(60, 150), "peers", 60],
    [[[60000, 6], [120000, null], [151000, 15.1]], at(60, 151), "peers", 60],
    [[[3600000, 360], [7200000, null], [10800000, 1080]], at(3600, 10800), "peers", 3600],
  ]);
});

test("the sample nearest to a time is found and none in a gap", async () => {
  const points = [60, 120, 600].map((t) => ({ t }));
  await expectResults("series", "nearestIndex", [
    [-1, [], 5], [0, points, 0], [0, points, 60], [0, points, 89], [1, points, 91],
    [1, points, 300], [2, points, 500], [2, points, 9999],
  ]);
  await expectResults("series", "sampleAt", [
    [null, [], 5, 60], [{ t: 120 }, points, 180, 60], [null, points, 181, 60],
    [{ t: 600 }, points, 660, 60],
  ]);
});

test("the summary has the last and the extreme values", async () => {
  await expectResults("series", "summarize", [
    [null, [], "x"], [{ last: 2, least: 1, greatest: 3 }, [{ x: 3 }, { x: 1 }, { x: 2 }], "x"],
  ]);
});

test("an address is read as far as it makes sense", async () => {
  const infoHash = "ab".repeat(20);
  const all = (range, group, hash = null) => ({ range, group, infoHash: hash });
  await expectResults("address", "readAddress", [
    [all("1h", "minute"), ""],
    [all("5h", "hour", infoHash), `?range=5h&group=hour&info_hash=${infoHash.toUpperCase()}`],
    [all("90m", "minute"), "?range=90m"],
    [all("3d", "minute"), "?range=3d&group=minute"],
    [all("4d", "hour"), "?range=4d&group=minute"],
    [all("73h", "hour"), "?range=73h&group=minute"],
    [all("1h", "minute"), "?range=0h&group=toString"],
    [all("1h", "minute"), `?range=1w&info_hash=${infoHash}0`],
  ]);
  await expectResults("address", "rangeName", [["last hour", "1h"], ["last 90 minutes", "90m"]]);
});

/** An answer of the tracker after so many seconds: [kind, id, place, handled, busy seconds]. */
function answer(seconds, ...actors) {
  return { microseconds: 5e6 + seconds * 1e6,
    actors: actors.map(([kind, id, place, handled, busySeconds]) => ({
      kind, id, count: id === null ? 7 : 1, place, thread: null, waiting: id === null ? null : 2,
      handled, busy_microseconds: busySeconds === null ? null : busySeconds * 1e6,
      restarts: id === null ? null : 1 })) };
}

const EARLIER = answer(0, ["logger", 1, "own thread", 10, 1], ["pages", 2, "scheduler", 20, 0],
  ["http_server", 12, "reactor 10", 0, 0], ["http_server", 11, "reactor 2", 100, 3],
  ["swarm", null, "reactors", 1000, null]);
const LATER = answer(2, ["logger", 1, "own thread", 10, 1], ["pages", 2, "scheduler", 24, 0.5],
  ["http_server", 12, "reactor 10", 8, 0], ["http_server", 11, "reactor 2", 200, 4.5],
  ["swarm", null, "reactors", 1060, null]);

test("actors are grouped by place and reactors come first in the order of numbers", async () => {
  const [tree] = await results("actor_rates", "actorTree", [[EARLIER, LATER]]);
  assert.equal(tree.name, "musterd");
  assert.deepEqual(tree.children.map((x) => [x.name, x.children.map((y) => y.name)]), [
    ["reactor 2", ["http_server"]], ["reactor 10", ["http_server"]], ["swarms", ["swarm"]],
    ["scheduler", ["pages"]], ["own threads", ["logger"]],
  ]);
});

test("rates are differences by time and add up", async () => {
  const [tree] = await results("actor_rates", "actorTree", [[EARLIER, LATER]]);
  assert.deepEqual(tree.children.map((x) => [x.perSecond, x.busy]),
    [[50, 0.75], [4, 0], [30, null], [2, 0.25], [0, 0]]);
  assert.deepEqual([tree.perSecond, tree.busy, tree.waiting, tree.handled, tree.restarts, tree.count],
    [86, 1, 8, 1302, 4, 11]);
  await expectResults("actor_rates", "rateOfKind", [
    [54, tree, "http_server"], [30, tree, "swarm"], [null, tree, "no such kind"],
  ]);
  const [most] = await results("actor_rates", "busiest", [[tree]]);
  assert.deepEqual([most.name, most.id], ["http_server", 11]);
});

test("what is not known has no rate", async () => {
  const restarted = answer(2, ["pages", 2, "scheduler", 3, 0], ["sweeper", 9, "scheduler", 5, 1]);
  const trees = await results("actor_rates", "actorTree", [
    // The first answer, the same moment again, another tracker, an actor that is new.
    [null, LATER], [LATER, LATER], [EARLIER, restarted], [EARLIER, { ...LATER, microseconds: 0 }],
  ]);
  for (const tree of trees) {
    assert.equal(tree.perSecond, null);
    assert.ok(tree.handled > 0);
  }
  assert.deepEqual(await results("actor_rates", "busiest", [[trees[0]]]), [null]);
});
