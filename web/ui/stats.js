// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

/** The statistics page: what is shown is in the address, and the parts follow it. */

import { readAddress, writeAddress } from "./address.js";
import { getHistory, getSwarm } from "./api.js";
import { addControls, showControls } from "./controls.js";
import { exact } from "./format.js";
import { followFigures } from "./live.js";
import { showConnection, showFigures, showKnown, showTotals } from "./now.js";
import { SharedTime } from "./shared_time.js";
import { SwarmTable } from "./swarm_table.js";
import { TimeChart } from "./time_chart.js";
import { TorrentPicker } from "./torrent_picker.js";

const LOOK_MS = 5000;
// A new sample comes every minute; a long history is not asked for as often.
const HISTORY_MS_MIN = 30000;
const HISTORY_MS_PER_POINT = 10;
const SWARMS_MS = 10000;

const problem = document.getElementById("problem");
const facts = document.getElementById("torrent-facts");
const allTorrents = document.getElementById("all-torrents");

const time = new SharedTime();
const charts = [...document.querySelectorAll(".chart")].map((x) => new TimeChart(x, time));
// The first two can count the peers of one torrent.
const torrentCharts = charts.slice(0, 2);
const trackerCharts = charts.slice(2);

let shown = readAddress(location.search);
let isLive = false;
let loading = null;
let historyDue = 0;
let swarmsDue = 0;

function go(changes) {
  shown = { ...shown, ...changes };
  history.pushState(null, "", writeAddress(shown));
  showAll();
}

function showAll() {
  showControls(shown);
  time.set(null, null);
  loadHistory();
  loadSwarms();
}

/** What a request brings. What goes wrong is handed on, unless a newer request took its place. */
async function attempt(request, onProblem) {
  try {
    return await request;
  } catch (reason) {
    if (reason.name !== "AbortError")
      onProblem(reason);
    return undefined;
  }
}

function showProblem(reason) {
  problem.textContent = `The history is not available: ${reason.message}.`;
  problem.hidden = false;
}

async function loadHistory() {
  loading?.abort();
  loading = new AbortController();
  const { signal } = loading;
  const asked = shown;
  historyDue = Date.now() + HISTORY_MS_MIN;
  const ofTracker = { ...asked, infoHash: null };
  const [tracker, torrent] = await Promise.all([
    attempt(getHistory(ofTracker, signal), showProblem),
    asked.infoHash && attempt(getHistory(asked, signal), showTorrentProblem),
    asked.infoHash && loadFacts(asked.infoHash, signal),
  ]);
  if (signal.aborted)
    return;
  if (tracker)
    showTracker(tracker, asked, ofTracker);
  if (torrent)
    torrentCharts.forEach((chart) => chart.show(torrent, asked));
}

function showTracker(tracker, asked, ofTracker) {
  problem.hidden = true;
  const whole = asked.infoHash ? trackerCharts : charts;
  whole.forEach((chart) => chart.show(tracker, ofTracker));
  if (isLive)
    showKnown(tracker.totals);
  else
    showTotals(tracker.totals);
  // Before the first sample there is something to wait for.
  historyDue = Date.now() + (tracker.points.length
    ? Math.max(HISTORY_MS_MIN, tracker.points.length * HISTORY_MS_PER_POINT) : LOOK_MS);
}

function showTorrentProblem(reason) {
  torrentCharts.forEach((chart) => chart.notice(`No history of this torrent: ${reason.message}.`));
}

async function loadFacts(infoHash, signal) {
  const swarm = await attempt(getSwarm(infoHash, signal), (reason) => {
    facts.textContent = `${infoHash}: ${reason.message}.`;
  });
  if (swarm === undefined)
    return;
  const code = document.createElement("code");
  code.textContent = infoHash;
  facts.replaceChildren(code, swarm
    ? ` ${exact(swarm.peers)} peers, ${exact(swarm.seeders)} with full download, `
      + `${exact(swarm.leechers)} downloading, completed ${exact(swarm.completed)} times.`
    : " has no peers now.");
}

function showSubject() {
  allTorrents.hidden = !shown.infoHash;
  const subject = shown.infoHash ? `torrent ${shown.infoHash.slice(0, 8)}…` : "";
  torrentCharts.forEach((chart) => chart.subject(subject));
  if (!shown.infoHash)
    facts.textContent = "The first two charts count the peers of all torrents.";
}

function loadSwarms() {
  swarmsDue = Date.now() + SWARMS_MS;
  showSubject();
  swarms.load();
}

function look() {
  if (document.hidden)
    return;
  if (Date.now() >= historyDue)
    loadHistory();
  if (Date.now() >= swarmsDue)
    loadSwarms();
}

const pick = (infoHash) => go({ infoHash });
const swarms = new SwarmTable(pick, (infoHash) => writeAddress({ ...shown, infoHash }));
new TorrentPicker(pick);
addControls(go);
allTorrents.addEventListener("click", () => {
  go({ infoHash: null });
  // The button is gone; the focus goes to where another torrent can be found.
  document.getElementById("torrent").focus();
});
window.addEventListener("popstate", () => {
  shown = readAddress(location.search);
  showAll();
});
document.addEventListener("visibilitychange", look);
followFigures((figures) => {
  isLive = true;
  showFigures(figures);
}, (state) => {
  isLive = state === "live";
  showConnection(state);
});
history.replaceState(null, "", writeAddress(shown));
showAll();
setInterval(look, LOOK_MS);
