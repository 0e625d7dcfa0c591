// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

/** The page of actors: who is let in, and that messages are seen to flow. */

import assert from "node:assert/strict";
import { join } from "node:path";
import test, { after, before } from "node:test";

import { ActorsPage } from "./actors_page.mjs";
import { accessibilityProblems, launch, openPage } from "./browser.mjs";
import { Feeder } from "./feeder.mjs";
import { eventually, eventuallyEqual } from "./waiting.mjs";

const url = process.env.MUSTER_URL;
const token = process.env.MUSTER_TOKEN;
const feeder = new Feeder(url);
const INFO_HASH = "dd55".repeat(10);
const ACTORS = "**/api/v1/actors";

let browser;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

/** Runs `check(page, sut, complaints)` in a page of its own, which must not complain. */
async function withPage(options, check) {
  const { page, complaints, close } = await openPage(browser, options);
  try {
    await check(page, new ActorsPage(page, url), complaints);
    assert.deepEqual(complaints, []);
  } finally {
    await close();
  }
}

/** What the browser itself says about a status or a failure that was meant. */
function forgive(complaints, expected) {
  const others = complaints.splice(0).filter((x) => !expected.test(x));
  assert.deepEqual(others, []);
}

async function actors() {
  const reply = await fetch(`${url}/api/v1/actors`, { headers: { authorization: `Bearer ${token}` } });
  return (await reply.json()).actors;
}

test("the page asks for a token and for nothing else", async () => {
  await withPage({}, async (page, sut) => {
    const asked = [];
    page.on("request", (request) => asked.push(new URL(request.url())));
    await sut.open();
    await sut.token.waitFor();
    assert.equal(await sut.state, "signed out");
    assert.equal(await sut.tree.count(), 0);
    assert.deepEqual(asked.filter((x) => x.pathname.startsWith("/api/")), []);
    assert.ok(asked.every((x) => x.origin === url));
    assert.deepEqual(await accessibilityProblems(page), []);
    await page.screenshot({ path: screenshot("sign-in"), fullPage: true });
  });
});

test("what is no token is not sent", async () => {
  await withPage({}, async (page, sut) => {
    const asked = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await sut.open();
    for (const text of ["", "0123", token.slice(1), `${token}0`, `${token.slice(1)}g`, "\u2026"]) {
      await sut.signIn(text);
      assert.ok(await sut.token.evaluate((x) => !x.validity.valid), text);
    }
    assert.deepEqual(asked.filter((x) => x.startsWith("/api/")), []);
  });
});

test("a wrong token is told and not kept", async () => {
  await withPage({}, async (page, sut, complaints) => {
    await sut.open();
    await sut.signIn("0".repeat(64));
    await sut.alert.getByText("This is not the token of this tracker's operators.").waitFor();
    assert.equal(await sut.tree.count(), 0);
    assert.deepEqual(await sut.kept(), [[], 0]);
    assert.deepEqual(await accessibilityProblems(page), []);
    forgive(complaints, /401/);
    await sut.signIn(token);
    await sut.tree.waitFor();
    assert.equal(await sut.alert.count(), 0);
  });
});

test("who has to wait is told why", async () => {
  await withPage({}, async (page, sut, complaints) => {
    const message = "too many wrong tokens came from your address";
    await page.route(ACTORS, (route) => route.fulfill({
      status: 429, headers: { "Retry-After": "60" }, json: { error: { message } } }));
    await sut.open();
    await sut.signIn(token);
    await sut.alert.getByText(message).waitFor();
    assert.ok(await sut.token.isVisible());
    forgive(complaints, /429/);
  });
});

test("the right token shows all actors below the places where they run", async () => {
  await withPage({}, async (page, sut) => {
    await sut.openTree(token);
    const rows = await sut.rows();
    assert.deepEqual(rows[0].slice(0, 2), [1, "musterd"]);
    const places = rows.filter(([level]) => level === 2).map(([, name]) => name);
    assert.equal(places[0], "reactor 0");
    assert.deepEqual(places.slice(-3), ["swarms", "scheduler", "own threads"]);
    const shown = rows.filter(([level]) => level === 3).map(([, name]) => name).sort();
    assert.deepEqual(shown, (await actors()).map((x) => x.kind).sort());
    assert.equal(await sut.state, "live");
    assert.ok(!page.url().includes(token));
    assert.deepEqual(await sut.kept(), [[token], 0]);
  });
});

test("messages are seen to flow while clients announce", async () => {
  await withPage({}, async (page, sut) => {
    await sut.openTree(token);
    let port = 24000;
    const rates = async () => {
      for (let i = 0; i < 20; ++i)
        await feeder.announce(INFO_HASH, port++, { left: 0, event: "started" });
      const flows = await page.locator(".flows [data-kind=swarm]").getAttribute("value");
      return { flows: Number(flows), musterd: await sut.figure("musterd", "perSecond"),
        swarms: await sut.figure("swarms", "perSecond"),
        reactor: await sut.figure("http_server", "perSecond"),
        total: Number(await page.locator("#now-messages").getAttribute("value")) };
    };
    await eventually(rates, (found) => {
      for (const [name, rate] of Object.entries(found))
        assert.ok(rate > 0, `${name}: ${rate}`);
      assert.ok(found.musterd >= found.swarms + found.reactor, JSON.stringify(found));
    });
    assert.ok(await sut.figure("swarms", "handled") >= 20);
    assert.equal(await sut.figure("swarms", "waiting"), null);
    assert.equal(await sut.figure("pages", "restarts"), 0);
    const most = await page.locator("#now-busiest-name").textContent();
    assert.match(most, /^[a-z_]+ #\d+$/);
  });
});

test("a tab keeps the token until the operator signs out", async () => {
  await withPage({}, async (page, sut) => {
    await sut.openTree(token);
    await page.reload();
    await sut.tree.waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await sut.token.waitFor();
    assert.equal(await sut.state, "signed out");
    assert.equal(await page.locator("#actors tbody tr").count(), 0);
    assert.deepEqual(await sut.kept(), [[], 0]);
    await page.reload();
    await sut.token.waitFor();
    assert.equal(await sut.tree.count(), 0);
  });
});

test("another tab has to ask for the token again", async () => {
  await withPage({}, async (page, sut) => {
    await sut.openTree(token);
    const other = await page.context().newPage();
    await other.goto(`${url}/actors`);
    await new ActorsPage(other, url).token.waitFor();
  });
});

test("a tracker that is gone is told and found again", async () => {
  await withPage({}, async (page, sut, complaints) => {
    await sut.openTree(token);
    await page.route(ACTORS, (route) => route.abort("connectionrefused"));
    await eventuallyEqual(() => sut.state, "not reachable");
    await sut.alert.getByText("The tracker is not reachable.").waitFor();
    assert.ok((await sut.rows()).length > 5, "what was known stays");
    assert.deepEqual(await accessibilityProblems(page), []);
    await page.screenshot({ path: screenshot("not-reachable"), fullPage: true });
    await page.unroute(ACTORS);
    await eventuallyEqual(() => sut.state, "live");
    assert.equal(await sut.alert.count(), 0);
    forgive(complaints, /ERR_CONNECTION_REFUSED/);
  });
});

test("a tracker that has no figures says so and is asked again", async () => {
  await withPage({}, async (page, sut, complaints) => {
    await sut.openTree(token);
    await page.route(ACTORS, (route) => route.fulfill({
      status: 503, json: { error: { message: "the operator desk does not answer" } } }));
    await eventuallyEqual(() => sut.state, "no figures");
    await sut.alert.getByText("the operator desk does not answer").waitFor();
    await page.unroute(ACTORS);
    await eventuallyEqual(() => sut.state, "live");
    forgive(complaints, /503/);
  });
});

test("a token that is no longer right has to be entered again", async () => {
  await withPage({}, async (page, sut, complaints) => {
    await sut.openTree(token);
    await page.route(ACTORS, (route) => route.fulfill({
      status: 401, json: { error: { message: "wrong" } } }));
    await sut.token.waitFor();
    assert.deepEqual(await sut.kept(), [[], 0]);
    assert.equal(await page.locator("#actors tbody tr").count(), 0);
    forgive(complaints, /401/);
  });
});

test("a page that nobody sees does not ask", async () => {
  await withPage({}, async (page, sut) => {
    await page.clock.install();
    await sut.open();
    await sut.signIn(token);
    await sut.tree.waitFor();
    let asked = 0;
    page.on("request", () => ++asked);
    const hide = (isHidden) => page.evaluate((x) => {
      Object.defineProperty(document, "hidden", { get: () => x, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, isHidden);
    await hide(true);
    await page.clock.runFor(60000);
    assert.equal(asked, 0);
    await hide(false);
    await eventually(() => asked, (x) => assert.ok(x > 0));
  });
});

test("arrow keys move through the tree and open and close its parts", async () => {
  await withPage({}, async (page, sut) => {
    await sut.openTree(token);
    const first = (await sut.rows()).map(([, name]) => name);
    await sut.row("musterd").focus();
    const press = async (key, expected) => {
      await page.keyboard.press(key);
      assert.equal(await sut.focused(), expected, key);
    };
    await press("ArrowUp", "musterd");
    await press("ArrowDown", "reactor 0");
    await press("ArrowRight", "http_server");
    await press("ArrowRight", "http_server");
    await press("ArrowLeft", "reactor 0");
    await press("ArrowLeft", "reactor 0");
    assert.equal(await sut.row("reactor 0").getAttribute("aria-expanded"), "false");
    // The servers of HTTP and UDP are hidden.
    assert.equal((await sut.rows()).length, first.length - 2);
    await press("ArrowDown", first[4]);
    await press("ArrowUp", "reactor 0");
    await press("Enter", "reactor 0");
    assert.deepEqual((await sut.rows()).map(([, name]) => name), first);
    await press(" ", "reactor 0");
    await press("ArrowRight", "reactor 0");
    await press("End", first.at(-1));
    await press("ArrowDown", first.at(-1));
    await press("Home", "musterd");
    await press("ArrowLeft", "musterd");
    assert.deepEqual((await sut.rows()).map(([, name]) => name), ["musterd"]);
  });
});

test("what is closed stays closed and the focus stays when new figures come", async () => {
  await withPage({}, async (page, sut) => {
    await sut.openTree(token);
    await sut.row("scheduler").click();
    const rows = (await sut.rows()).length;
    const handled = () => sut.figure("pages", "handled");
    const before = await handled();
    await eventually(handled, (x) => assert.ok(x > before));
    assert.equal((await sut.rows()).length, rows);
    assert.equal(await sut.focused(), "scheduler");
  });
});

test("everything is reached with the keyboard and the focus is seen", async () => {
  await withPage({}, async (page, sut) => {
    await sut.openTree(token);
    // The first key then goes to the first of all.
    await page.reload();
    await sut.row("musterd").waitFor();
    const reached = [];
    for (let i = 0; i < 20; ++i) {
      await page.keyboard.press("Tab");
      const { name, isBody, isSeen } = await page.evaluate(() => {
        const { activeElement: x } = document;
        const { outlineStyle } = getComputedStyle(x);
        return { name: x.ariaLabel ?? x.dataset.key ?? x.textContent.trim(),
          isBody: x === document.body, isSeen: outlineStyle !== "none" };
      });
      if (isBody || reached.includes(name))
        break;
      assert.ok(isSeen, `no outline: ${name}`);
      reached.push(name);
    }
    // Of the tree one row only: the others are reached with arrows.
    assert.deepEqual(reached, ["Sign out", "Table of actors", "musterd", "Table of messages",
      "Statistics", "figures for Prometheus"]);
  });
});

for (const [name, width] of Object.entries({ phone: 390, desktop: 1440 }))
  for (const colorScheme of ["light", "dark"])
    test(`a ${name} in the ${colorScheme} theme shows the tree to everybody`, async () => {
      const viewport = { width, height: width < 500 ? 844 : 1000 };
      await withPage({ viewport, colorScheme }, async (page, sut) => {
        await sut.openTree(token);
        assert.ok(await sut.overflow() <= 0, "scrolls sideways");
        await page.screenshot({ path: screenshot(`${name}-${colorScheme}`), fullPage: true });
        assert.deepEqual(await accessibilityProblems(page), []);
      });
    });

function screenshot(name) {
  return join(process.env.MUSTER_SHOTS, `${name}.png`);
}
