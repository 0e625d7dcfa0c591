// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

/** The actors as a tree with rates, made of two answers of the tracker. Unknown is null. */

const PLACES = { "own thread": "own threads", reactors: "swarms" };
const ORDER = [/^reactor \d+$/, /^swarms$/, /^scheduler$/, /^own threads$/];

function keyOf({ kind, id, place }) {
  return `${place}/${kind}/${id ?? "all"}`;
}

/** How much more there is now. Null if it was not known, or begins anew with another tracker. */
function growth(now, former) {
  return now === null || former === undefined || former === null || now < former
    ? null : now - former;
}

function leafOf(actor, former, seconds) {
  const perSecond = seconds > 0 ? growth(actor.handled, former?.handled) : null;
  const busy = seconds > 0 ? growth(actor.busy_microseconds, former?.busy_microseconds) : null;
  return {
    key: keyOf(actor), name: actor.kind, id: actor.id, thread: actor.thread, count: actor.count,
    perSecond: perSecond === null ? null : perSecond / seconds,
    busy: busy === null ? null : busy / 1e6 / seconds,
    waiting: actor.waiting, handled: actor.handled, restarts: actor.restarts, children: [],
  };
}

/** The sum of what is known. */
function sum(nodes, member) {
  const known = nodes.map((x) => x[member]).filter((x) => x !== null);
  return known.length ? known.reduce((a, b) => a + b, 0) : null;
}

function branch(key, name, children) {
  const sums = ["count", "perSecond", "busy", "waiting", "handled", "restarts"]
    .map((member) => [member, sum(children, member)]);
  return { key, name, id: null, thread: null, children, ...Object.fromEntries(sums) };
}

function rank(place) {
  const found = ORDER.findIndex((x) => x.test(place));
  return found < 0 ? ORDER.length : found;
}

function byPlace(a, b) {
  return rank(a) - rank(b) || a.localeCompare(b, "en", { numeric: true });
}

/**
 * musterd, below it the places where actors run, below these the actors.
 *
 * @param before  The answer before `now`, or null: then no rate is known.
 */
export function actorTree(before, now) {
  const seconds = before ? (now.microseconds - before.microseconds) / 1e6 : 0;
  const former = new Map((before?.actors ?? []).map((x) => [keyOf(x), x]));
  const places = new Map();
  for (const actor of now.actors) {
    const place = PLACES[actor.place] ?? actor.place;
    const leaves = places.get(place) ?? [];
    leaves.push(leafOf(actor, former.get(keyOf(actor)), seconds));
    places.set(place, leaves);
  }
  const branches = [...places.keys()].sort(byPlace)
    .map((place) => branch(place, place, places.get(place)));
  return branch("musterd", "musterd", branches);
}

/** All actors of a tree. */
export function leaves(node) {
  return node.children.length ? node.children.flatMap(leaves) : [node];
}

/** The actor that takes most of a core, or null while nobody knows. */
export function busiest(tree) {
  const known = leaves(tree).filter((x) => x.busy !== null);
  return known.reduce((a, b) => (a === null || b.busy > a.busy ? b : a), null);
}

/** What all actors of a kind handle in a second. */
export function rateOfKind(tree, kind) {
  return sum(leaves(tree).filter((x) => x.name === kind), "perSecond");
}
