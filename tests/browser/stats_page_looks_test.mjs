// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

/** The statistics page for all: every width and theme, with keys, with assistive technology. */

import assert from "node:assert/strict";
import { join } from "node:path";
import test, { after, before } from "node:test";

import { accessibilityProblems, launch, openPage } from "./browser.mjs";
import { Feeder } from "./feeder.mjs";
import { CHARTS, StatsPage } from "./stats_page.mjs";
import { eventually } from "./waiting.mjs";

const url = process.env.MUSTER_URL;
const INFO_HASH = "cc44".repeat(10);
const WIDTHS = { phone: 390, tablet: 820, desktop: 1440 };
const TITLE = CHARTS[0].title;

/** Three days of samples, some of them missing, as the API would tell them. */
function longHistory() {
  const to = Math.floor(Date.now() / 60000) * 60;
  const points = [];
  for (let t = to - 3 * 86400; t < to; t += 60) {
    const day = (t / 86400) * 2 * Math.PI;
    const peers = Math.round(90000 + 25000 * Math.sin(day) + (t % 7) * 300);
    // The gaps have the same places at any time of the day, and none is in the middle.
    const age = (to - t) % 86400;
    if (age < 3600 || age > 13600)
      points.push({ t, peers, seeders: Math.round(peers * 0.6), leechers: Math.round(peers * 0.4),
        completed: 7 * peers, torrents: 1800 + Math.floor(t / 3600) % 24,
        announces_per_second: peers / 1750, scrapes_per_second: peers / 9000 });
  }
  return { range: "3d", group: "minute", from: to - 3 * 86400, to, points,
    totals: { peers: 91234, seeders: 55000, leechers: 36234, torrents: 1805, torrents_known: 2100,
      completed: 1234567, announces: 98765432, scrapes: 5432109 } };
}

/** Lets the page be told something else than the tracker would tell it. */
function answerHistory(page, answer) {
  return page.route(/\/stats\?.*format=json/, (route) => route.fulfill(answer));
}

let browser;

before(async () => {
  await new Feeder(url).populate(INFO_HASH, { seeders: 5, leechers: 3, port: 23000 });
  browser = await launch();
});

after(() => browser?.close());

/** Runs `check(page, sut, complaints)` in a page of its own, which must not complain. */
async function withPage(options, check) {
  const { page, complaints, close } = await openPage(browser, options);
  try {
    await check(page, new StatsPage(page, url), complaints);
    assert.deepEqual(complaints, []);
  } finally {
    await close();
  }
}

function luminance(color) {
  const [red, green, blue] = color.match(/\d+/g).map(Number);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

for (const [name, width] of Object.entries(WIDTHS))
  for (const colorScheme of ["light", "dark"])
    test(`a ${name} in the ${colorScheme} theme shows everything to everybody`, async () => {
      const viewport = { width, height: width < 500 ? 844 : 1000 };
      await withPage({ viewport, colorScheme }, async (page, sut) => {
        await answerHistory(page, { json: longHistory() });
        await sut.open("?range=3d");
        const background = await page.evaluate(
          () => getComputedStyle(document.body).backgroundColor);
        assert.equal(luminance(background) < 128, colorScheme === "dark");
        assert.ok(await sut.overflow() <= 0, "scrolls sideways");
        await page.screenshot({ path: screenshot(`${name}-${colorScheme}`), fullPage: true });
        assert.deepEqual(await accessibilityProblems(page), []);
        await sut.openTables();
        assert.ok(await sut.overflow() <= 0, "scrolls sideways with tables");
        // Two thousand rows take axe ten seconds; they are the same at every width.
        if (name === "phone")
          assert.deepEqual(await accessibilityProblems(page), []);
      });
    });

function screenshot(name) {
  return join(process.env.MUSTER_SHOTS, `${name}.png`);
}

test("gaps are drawn as gaps", async () => {
  await withPage({}, async (page, sut) => {
    await answerHistory(page, { json: longHistory() });
    await sut.open("?range=3d");
    // Columns of the drawing, from left to right, in which nothing has the colour of the line.
    const empty = await sut.chart(TITLE).evaluate((figure) => {
      const canvas = [...figure.querySelectorAll("canvas")].find((x) => x.width > 100);
      const { width, height } = canvas;
      const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
      const isLine = (x, y) => data[4 * (y * width + x) + 3] > 200
        && data[4 * (y * width + x) + 2] > 2 * data[4 * (y * width + x)];
      const columns = [...Array(width).keys()];
      const rows = [...Array(height).keys()];
      return columns.filter((x) => !rows.some((y) => isLine(x, y)));
    });
    const inside = empty.filter((x, i) => empty[i + 1] === x + 1 && x > 100);
    assert.ok(inside.length > 20, `${inside.length} columns are empty`);
  });
});

test("one time is pointed at in all charts", async () => {
  await withPage({}, async (page, sut) => {
    await answerHistory(page, { json: longHistory() });
    await sut.open("?range=3d");
    await sut.slider(TITLE).hover();
    const tooltips = page.locator(".tooltip");
    const hidden = await tooltips.evaluateAll((x) => x.map((y) => y.hidden));
    assert.deepEqual(hidden, Array(4).fill(false));
    assert.match(await tooltips.first().textContent(), /\d peers.*\d:\d\d.*\d:\d\d UTC/s);
    const places = await page.locator(".crosshair").evaluateAll((x) => x.map((y) => y.style.left));
    assert.equal(new Set(places).size, 1);
  });
});

test("everything is reached with the keyboard and the focus is seen", async () => {
  await withPage({}, async (page, sut) => {
    await sut.open();
    const reached = new Set();
    for (let i = 0; i < 80; ++i) {
      await page.keyboard.press("Tab");
      const focused = await page.evaluate(() => {
        const element = document.activeElement;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        const chart = element.closest("figure")?.querySelector("h3").textContent ?? "";
        const name = element.id || element.getAttribute("aria-label") || element.textContent;
        return { key: `${chart}/${element.tagName}/${element.role ?? ""}/${name.trim()}`,
          isBody: element === document.body,
          isSeen: outlineStyle !== "none" && outlineWidth !== "0px" };
      });
      if (focused.isBody || reached.has(focused.key))
        break;
      assert.ok(focused.isSeen, `no outline: ${focused.key}`);
      reached.add(focused.key);
    }
    const keys = [...reached].join("\n");
    for (const part of ["/A//Skip to the charts", "/SELECT//range", "/SELECT//group",
      "/INPUT/combobox/torrent", "/BUTTON//Seeders", `/A//${INFO_HASH}`])
      assert.ok(keys.includes(part), `${part} is not among\n${keys}`);
    for (const { title } of CHARTS)
      for (const part of [`${title}/DIV/slider/`, `${title}/SUMMARY/`, `${title}/A/`])
        assert.ok(keys.includes(part), `${part} is not among\n${keys}`);
  });
});

test("arrows move through the samples of a chart", async () => {
  await withPage({}, async (page, sut) => {
    const history = longHistory();
    await answerHistory(page, { json: history });
    await sut.open("?range=3d");
    const slider = sut.slider(TITLE);
    const expectSample = async (key, i) => {
      await slider.press(key);
      assert.equal(await slider.getAttribute("aria-valuenow"), String(i), key);
      const told = await slider.getAttribute("aria-valuetext");
      const { peers } = history.points[i];
      assert.ok(told.startsWith(`${peers.toLocaleString("en-GB")} peers, `), told);
    };
    const last = history.points.length - 1;
    await expectSample("End", last);
    await expectSample("ArrowLeft", last - 1);
    await expectSample("ArrowRight", last);
    await expectSample("ArrowRight", last);
    await expectSample("Home", 0);
    await expectSample("PageUp", Math.round(last / 10));
    await slider.press("Escape");
    assert.equal(await page.locator(".tooltip:not([hidden])").count(), 0);
  });
});

test("whoever wants no motion sees none", async () => {
  await withPage({ reducedMotion: "reduce" }, async (page, sut) => {
    await sut.open();
    assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
  });
});

test("a theme that changes changes the charts", async () => {
  await withPage({ colorScheme: "light" }, async (page, sut) => {
    await answerHistory(page, { json: longHistory() });
    await sut.open("?range=3d");
    const drawing = () => sut.chart(TITLE).locator("canvas").first().evaluate((x) => x.toDataURL());
    const light = await drawing();
    await page.emulateMedia({ colorScheme: "dark" });
    await eventually(drawing, (dark) => assert.notEqual(dark, light));
  });
});

test("without samples the charts say so", async () => {
  await withPage({ viewport: { width: WIDTHS.phone, height: 844 } }, async (page, sut) => {
    await answerHistory(page, { json: { ...longHistory(), points: [] } });
    await sut.open();
    for (const { title } of CHARTS)
      await sut.chart(title).getByText("No samples in this period.").waitFor();
    await page.screenshot({ path: screenshot("phone-no-samples"), fullPage: true });
    assert.deepEqual(await accessibilityProblems(page), []);
  });
});

test("a history that is not available is explained and live figures go on", async () => {
  for (const [status, error, expected] of [
    [503, { parameter: "", message: "the store is not available" },
      /: the store is not available\.$/],
    [400, { parameter: "range", message: "range is too long", allowed: "up to 400d" },
      /: range is too long \(allowed: up to 400d\)\.$/],
  ])
    await withPage({}, async (page, sut, complaints) => {
      await answerHistory(page, { status, json: { error } });
      await sut.open();
      assert.match(await page.getByRole("alert").textContent(), expected);
      await eventually(() => sut.figure("peers"), (peers) => assert.equal(peers, 8));
      assert.deepEqual(await accessibilityProblems(page), []);
      // The browser itself has its say about such a status.
      assert.ok(complaints.splice(0).every((x) => x.includes(String(status))));
    });
});
