// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * The tree of actors as a treegrid: rows get the focus, and arrow keys move, open and close
 * (WAI-ARIA Authoring Practices, "Treegrid").
 */

import { exact, short } from "./format.js";

const CELLS = ["perSecond", "busy", "waiting", "handled", "restarts"];

/** A number as people read it; a dash if it is not known. */
export function figure(value, write = short) {
  return value === null ? "–" : write(value);
}

export function rate(value) {
  return figure(value, (x) => short(x < 100 ? Math.round(x * 10) / 10 : Math.round(x)));
}

export function share(value) {
  return figure(value, (x) => `${(100 * x).toFixed(1)}\u00a0%`);
}

const WRITERS = { perSecond: rate, busy: share };

function newCell(member) {
  const cell = document.createElement("td");
  cell.className = member;
  const value = document.createElement("data");
  value.dataset.member = member;
  if (member === "busy") {
    const bar = document.createElement("span");
    bar.className = "bar";
    bar.append(document.createElement("span"));
    cell.append(bar);
  }
  cell.append(value);
  return cell;
}

function newRow(key, level) {
  const row = document.createElement("tr");
  row.dataset.key = key;
  row.ariaLevel = String(level);
  row.tabIndex = -1;
  const name = document.createElement("th");
  name.scope = "row";
  for (const part of ["name", "detail"]) {
    const text = document.createElement("span");
    text.className = part;
    name.append(text);
  }
  row.append(name, ...CELLS.map(newCell));
  return row;
}

function detailOf(node) {
  const parts = [];
  if (node.children.length === 0 && node.id === null)
    parts.push(`× ${exact(node.count)}`);
  if (node.id !== null)
    parts.push(`#${node.id}`);
  if (node.thread !== null)
    parts.push(`thread ${node.thread}`);
  return parts.join(", ");
}

function writeCells(row, node) {
  const [name, detail] = row.cells[0].children;
  name.textContent = node.name;
  detail.textContent = detailOf(node);
  for (const value of row.querySelectorAll("data")) {
    const { member } = value.dataset;
    const known = node[member];
    value.value = known ?? "";
    value.textContent = figure(known, WRITERS[member] ?? short);
  }
  const bar = row.querySelector(".bar");
  bar.hidden = node.busy === null;
  bar.firstChild.style.width = `${Math.min(100, 100 * node.busy)}%`;
}

export class ActorTree {
  #body;
  #rows = new Map();
  #closed = new Set();

  constructor(table) {
    [this.#body] = table.tBodies;
    this.#body.addEventListener("keydown", (event) => this.#onKey(event));
    this.#body.addEventListener("click", (event) => {
      const row = event.target.closest("tr");
      this.#focus(row);
      this.#toggle(row);
    });
    this.#body.addEventListener("focusin", (event) => this.#makeReachable(event.target));
  }

  /** Shows a tree of actorTree(), or nothing. Rows are kept, so that the focus stays. */
  show(tree) {
    const wanted = [];
    if (tree)
      this.#write(tree, wanted, { level: 1, position: 1, size: 1, isHidden: false });
    for (const [key, row] of this.#rows)
      if (!wanted.includes(row)) {
        row.remove();
        this.#rows.delete(key);
      }
    wanted.forEach((row, i) => {
      if (this.#body.rows[i] !== row)
        this.#body.insertBefore(row, this.#body.rows[i] ?? null);
    });
    if (!this.#body.querySelector("tr[tabindex='0']:not([hidden])") && wanted.length)
      this.#makeReachable(wanted[0]);
  }

  #write(node, wanted, { level, position, size, isHidden }) {
    const row = this.#rows.get(node.key) ?? newRow(node.key, level);
    this.#rows.set(node.key, row);
    row.ariaPosInSet = String(position);
    row.ariaSetSize = String(size);
    row.hidden = isHidden;
    const isClosed = this.#closed.has(node.key);
    if (node.children.length)
      row.ariaExpanded = String(!isClosed);
    writeCells(row, node);
    wanted.push(row);
    node.children.forEach((child, i) => this.#write(child, wanted, {
      level: level + 1, position: i + 1, size: node.children.length,
      isHidden: isHidden || isClosed,
    }));
  }

  #visible() {
    return [...this.#body.rows].filter((row) => !row.hidden);
  }

  /** One row at a time is reached with Tab. */
  #makeReachable(row) {
    for (const other of this.#body.rows)
      other.tabIndex = other === row ? 0 : -1;
  }

  #focus(row) {
    if (!row)
      return;
    this.#makeReachable(row);
    row.focus();
  }

  #toggle(row) {
    if (!row.ariaExpanded)
      return;
    const isOpen = row.ariaExpanded === "true";
    row.ariaExpanded = String(!isOpen);
    if (isOpen)
      this.#closed.add(row.dataset.key);
    else
      this.#closed.delete(row.dataset.key);
    this.#hideBelowClosed();
  }

  #hideBelowClosed() {
    // Rows stand below what they belong to, so the nearest closed one above decides.
    let closedLevel = Infinity;
    for (const row of this.#body.rows) {
      const level = Number(row.ariaLevel);
      if (level <= closedLevel)
        closedLevel = Infinity;
      row.hidden = level > closedLevel;
      if (!row.hidden && row.ariaExpanded === "false")
        closedLevel = level;
    }
  }

  #parent(row) {
    let above = row.previousElementSibling;
    while (above && Number(above.ariaLevel) >= Number(row.ariaLevel))
      above = above.previousElementSibling;
    return above;
  }

  #onKey(event) {
    const row = event.target.closest("tr");
    const visible = this.#visible();
    const i = visible.indexOf(row);
    const actions = {
      ArrowDown: () => this.#focus(visible[i + 1]),
      ArrowUp: () => this.#focus(visible[i - 1]),
      Home: () => this.#focus(visible[0]),
      End: () => this.#focus(visible.at(-1)),
      ArrowRight: () => (row.ariaExpanded === "true"
        ? this.#focus(visible[i + 1]) : this.#toggle(row)),
      ArrowLeft: () => (row.ariaExpanded === "true"
        ? this.#toggle(row) : this.#focus(this.#parent(row))),
      Enter: () => this.#toggle(row),
      " ": () => this.#toggle(row),
    };
    const action = actions[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey)
      return;
    event.preventDefault();
    action();
  }
}
