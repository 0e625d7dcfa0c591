// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

/** Debian's Chromium, and what pages complain about in it. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

// The packages are in the build folder, not beside this file.
const require = createRequire(join(process.env.MUSTER_MODULES, "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

// Less than the default of 30 s: where something never comes, many cases wait for it.
const STEP_MS_MAX = 15000;

export function launch() {
  return chromium.launch({ executablePath: process.env.MUSTER_CHROMIUM, args: FLAGS });
}

/** A page in a profile of its own, with the list of what went wrong in it. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    ...options,
  });
  context.setDefaultTimeout(STEP_MS_MAX);
  const page = await context.newPage();
  const complaints = [];
  // What the content security policy forbids is an error of the console.
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()))
      complaints.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => complaints.push(`exception: ${error.stack}`));
  page.on("requestfailed", (request) => {
    // A newer request took its place, or the page was left.
    if (request.failure()?.errorText !== "net::ERR_ABORTED")
      complaints.push(`request: ${request.url()} ${request.failure()?.errorText}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400)
      complaints.push(`response: ${response.status()} ${response.url()}`);
  });
  return { page, complaints, close: () => context.close() };
}

/** What axe finds, one line for each kind. */
export async function accessibilityProblems(page) {
  // As a script of the page it would be refused by the content security policy.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document));
  return violations.map((x) => `${x.id} (${x.impact}): ${x.nodes.map((n) => n.target).join(", ")}`);
}
