// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

/** The page of actors: asks for the operators' token, and then again and again what actors do. */

import { actorTree, busiest, leaves, rateOfKind } from "./actor_rates.js";
import { ActorTree, figure, rate, share } from "./actor_tree.js";
import { getActors } from "./api.js";
import { exact } from "./format.js";

const LOOK_MS = 2000;
const ANSWER_MS_MAX = 5000;
const TOKEN_KEY = "muster-operator-token";

const STATES = {
  waiting: "connecting", live: "live", lost: "not reachable", failing: "no figures",
  away: "signed out",
};

const element = (id) => document.getElementById(id);
const form = element("sign-in");
const field = element("token");
const shown = element("shown");
const problem = element("problem");
const tree = new ActorTree(element("actors"));

let token = sessionStorage.getItem(TOKEN_KEY);
let isSignedIn = token !== null;
let before = null;
let asking = null;
let timer = null;

function showState(state) {
  const connection = element("connection");
  // It is announced when it changes.
  if (connection.dataset.state === state)
    return;
  connection.dataset.state = state;
  connection.textContent = STATES[state];
  shown.classList.toggle("stale", state !== "live");
}

function showProblem(text) {
  if (problem.textContent !== text)
    problem.textContent = text;
  problem.hidden = text === "";
}

function showFigure(id, value, text) {
  const data = element(id);
  data.value = value ?? "";
  data.textContent = text;
}

function showTotals(actors) {
  const all = leaves(actors);
  const most = busiest(actors);
  const swarms = all.filter((x) => x.name === "swarm").reduce((n, x) => n + x.count, 0);
  showFigure("now-messages", actors.perSecond, rate(actors.perSecond));
  showFigure("now-busiest", most?.busy ?? null, share(most?.busy ?? null));
  element("now-busiest-name").textContent = most ? `${most.name} #${most.id}` : "";
  showFigure("now-waiting", actors.waiting, figure(actors.waiting));
  showFigure("now-swarms", swarms, figure(swarms));
  element("now-actors").textContent = `and ${exact(actors.count - swarms)} other actors`;
}

function showFlows(actors) {
  for (const data of document.querySelectorAll(".flows data")) {
    const perSecond = rateOfKind(actors, data.dataset.kind);
    data.value = perSecond ?? "";
    data.textContent = rate(perSecond);
  }
}

function show(answer) {
  const actors = actorTree(before, answer);
  before = answer;
  tree.show(actors);
  showTotals(actors);
  showFlows(actors);
  showState("live");
  showProblem("");
}

function signIn() {
  isSignedIn = true;
  sessionStorage.setItem(TOKEN_KEY, token);
  field.value = "";
  form.hidden = true;
  shown.hidden = false;
  element("sign-out").hidden = false;
}

/** Forgets the token and all that it has shown. */
function signOut(text = "") {
  asking?.abort();
  clearTimeout(timer);
  token = null;
  isSignedIn = false;
  before = null;
  sessionStorage.removeItem(TOKEN_KEY);
  tree.show(null);
  form.hidden = false;
  shown.hidden = true;
  element("sign-out").hidden = true;
  showState("away");
  showProblem(text);
  field.focus();
}

function explain({ status, message }) {
  if (status === 401)
    return "This is not the token of this tracker's operators.";
  if (status === 0)
    return "The tracker is not reachable.";
  return `The tracker says: ${message}.`;
}

/** What goes wrong for those who are signed in may get better by itself. */
function fail(reason) {
  if (reason.status === 401 || !isSignedIn) {
    signOut(explain(reason));
    return;
  }
  showState(reason.status === 0 ? "lost" : "failing");
  showProblem(`${explain(reason)} This page goes on trying.`);
}

/** The answer, or nothing if this question was given up. */
async function ask() {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  const late = setTimeout((x) => x.abort(new DOMException("", "TimeoutError")), ANSWER_MS_MAX,
    asking);
  try {
    const answer = await getActors(token, signal);
    if (signal.aborted)
      return;
    signIn();
    show(answer);
  } catch (reason) {
    if (reason.name !== "AbortError")
      fail(reason);
  } finally {
    clearTimeout(late);
  }
}

async function look() {
  clearTimeout(timer);
  if (token === null || document.hidden)
    return;
  await ask();
  clearTimeout(timer);
  if (token !== null)
    timer = setTimeout(look, LOOK_MS);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  token = field.value.trim();
  showState("waiting");
  look();
});
element("sign-out").addEventListener("click", () => signOut());
document.addEventListener("visibilitychange", look);
if (isSignedIn) {
  signIn();
  look();
} else {
  signOut();
}
