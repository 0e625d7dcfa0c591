// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

/** A chart of one figure over time: a drawing, a pointer for mouse, finger and keys, a table. */

import { csvAddress } from "./api.js";
import { STEP_SECONDS } from "./address.js";
import { DataTable } from "./data_table.js";
import { exact, localTime, short, si, utcTime, zone } from "./format.js";
import { nearestIndex, rowsWithGaps, sampleAt, summarize } from "./series.js";

// A drawing of the counts 0 and 1 alone would look as dramatic as one of thousands.
const TOP_MIN = 5;
const HEADROOM = 1.1;
// A line at zero would be half behind the axis.
const FOOTROOM = -0.015;
const PAGES = 10;

const { Dygraph } = window;

// The legend writes style attributes, which the content security policy forbids.
Dygraph.PLUGINS = Dygraph.PLUGINS.filter((plugin) => plugin !== Dygraph.Plugins.Legend);

const theme = window.matchMedia("(prefers-color-scheme: dark)");

export class TimeChart {
  #figure;
  #key;
  #unit;
  #title;
  #time;
  #parts = {};
  #dygraph;
  #table;
  #points = [];
  #step = STEP_SECONDS.minute;

  /**
   * @param figure  A figure element with a caption, data-key (a member of samples) and data-unit.
   * @param time    The SharedTime of all charts.
   */
  constructor(figure, time) {
    this.#figure = figure;
    this.#key = figure.dataset.key;
    this.#unit = figure.dataset.unit;
    this.#title = figure.querySelector("h3").textContent;
    this.#time = time;
    this.#addParts();
    this.#addDrawing();
    this.#addPointer();
    time.onChange(() => this.#showTime());
  }

  /** Draws what the API has told. `shown` is what it was asked for. */
  show(history, shown) {
    this.#points = history.points;
    this.#step = STEP_SECONDS[history.group];
    const sum = summarize(this.#points, this.#key);
    const top = Math.max(TOP_MIN, (sum?.greatest ?? 0) * HEADROOM);
    this.#dygraph.updateOptions({
      file: this.#points.length
        ? rowsWithGaps(this.#points, this.#key, this.#step)
        : [[history.from * 1000, null], [history.to * 1000, null]],
      dateWindow: [history.from * 1000, history.to * 1000],
      valueRange: [FOOTROOM * top, top],
    });
    this.#parts.unitX.textContent = `local time (${zone(history.to)})`;
    this.#summarize(sum);
    this.#parts.csv.href = csvAddress(shown);
    this.#parts.csv.download = `${this.#key}-${shown.infoHash ?? "all"}-${shown.range}.csv`;
    this.#table.show(this.#points);
    this.notice(sum ? "" : "No samples in this period. The next comes within a minute.");
    this.#showTime();
  }

  /** Covers the drawing with a text, or uncovers it. */
  notice(text) {
    this.#parts.notice.textContent = text;
    this.#parts.notice.hidden = text === "";
  }

  /** Says in the caption what is counted, if it is not the whole tracker. */
  subject(text) {
    this.#parts.subject.textContent = text;
  }

  #addParts() {
    const parts = document.getElementById("chart-parts").content.cloneNode(true);
    const find = (selector) => parts.querySelector(selector);
    this.#parts = {
      summary: find(".summary"), canvas: find(".canvas"), pointer: find(".pointer"),
      crosshair: find(".crosshair"), dot: find(".dot"), tooltip: find(".tooltip"),
      notice: find(".notice"), unitX: find(".unit-x"), csv: find(".csv"),
      subject: document.createElement("span"),
    };
    find(".unit-y").textContent = this.#unit;
    this.#parts.subject.className = "subject";
    this.#parts.csv.setAttribute("aria-label", `CSV of ${this.#title}`);
    this.#parts.pointer.setAttribute("aria-label", `${this.#title}: time`);
    find("summary").setAttribute("aria-label", `Table of ${this.#title}`);
    find(".rows").setAttribute("aria-label", this.#title);
    this.#table = new DataTable(find("details"), this.#key, this.#unit);
    this.#figure.querySelector("figcaption").append(this.#parts.subject);
    this.#figure.append(parts);
  }

  #addDrawing() {
    this.#dygraph = new Dygraph(this.#parts.canvas, [[0, null]], {
      ...this.#colors(),
      labels: ["time", this.#title],
      // The pointer's element lies above the drawing and does what is to be done.
      interactionModel: {},
      fillGraph: true,
      fillAlpha: 0.16,
      strokeWidth: 1.5,
      // Of samples between two gaps.
      pointSize: 2.5,
      rightGap: 12,
      axes: {
        x: {
          pixelsPerLabel: 58,
          ticker: Dygraph.dateTicker,
          axisLabelFormatter: Dygraph.dateAxisLabelFormatter,
        },
        y: { pixelsPerLabel: 34, axisLabelWidth: 52, axisLabelFormatter: si },
      },
    });
    theme.addEventListener("change", () => this.#dygraph.updateOptions(this.#colors()));
    new ResizeObserver(() => {
      this.#dygraph.resize();
      this.#showTime();
    }).observe(this.#parts.canvas);
  }

  #colors() {
    const style = getComputedStyle(this.#figure);
    const color = (name) => style.getPropertyValue(name).trim();
    return {
      colors: [color("--accent")],
      gridLineColor: color("--grid"),
      axisLineColor: color("--axis"),
    };
  }

  #addPointer() {
    const { pointer } = this.#parts;
    const follow = (event) => {
      const x = event.clientX - pointer.getBoundingClientRect().left;
      this.#time.set(this.#snap(this.#dygraph.toDataXCoord(x) / 1000), this);
    };
    pointer.addEventListener("pointermove", follow);
    pointer.addEventListener("pointerdown", follow);
    pointer.addEventListener("pointerleave", () => this.#time.clear(this));
    pointer.addEventListener("blur", () => this.#time.clear(this));
    pointer.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /** The time of the sample nearby, or the time itself in a gap. */
  #snap(t) {
    return sampleAt(this.#points, t, this.#step)?.t ?? t;
  }

  #onKey(event) {
    const last = this.#points.length - 1;
    if (event.key === "Escape")
      return this.#time.clear(this);
    if (last < 0)
      return;
    const now = this.#time.t === null ? last + 1 : nearestIndex(this.#points, this.#time.t);
    const page = Math.max(1, Math.round(last / PAGES));
    const goals = {
      ArrowLeft: now - 1, ArrowDown: now - 1, ArrowRight: now + 1, ArrowUp: now + 1,
      PageDown: now - page, PageUp: now + page, Home: 0, End: last,
    };
    if (!(event.key in goals))
      return;
    event.preventDefault();
    this.#time.set(this.#points[Math.min(last, Math.max(0, goals[event.key]))].t, this);
  }

  #summarize(sum) {
    const { summary, pointer } = this.#parts;
    summary.replaceChildren();
    pointer.setAttribute("aria-valuemax", Math.max(0, this.#points.length - 1));
    if (!sum)
      return;
    for (const [name, value] of [["latest", sum.last], ["min", sum.least], ["max", sum.greatest]]) {
      const figure = document.createElement("data");
      figure.value = value;
      figure.textContent = short(value);
      figure.title = exact(value);
      summary.append(`${name}\u00a0`, figure, " ");
    }
  }

  #showTime() {
    const { crosshair, dot, tooltip } = this.#parts;
    const { t } = this.#time;
    const sample = t === null ? null : sampleAt(this.#points, t, this.#step);
    crosshair.hidden = t === null;
    tooltip.hidden = t === null;
    dot.hidden = sample === null;
    this.#tellTime(sample);
    if (t === null)
      return;
    this.#writeTooltip(sample, t);
    this.#placeMarks(sample, t);
  }

  #writeTooltip(sample, t) {
    const { tooltip } = this.#parts;
    const [value, local, utc] = tooltip.children;
    value.textContent = sample ? `${exact(sample[this.#key])} ${this.#unit}` : "no sample";
    // The time is the same everywhere, one chart says it.
    const says = this.#time.owner === this;
    local.textContent = says ? localTime(sample?.t ?? t) : "";
    utc.textContent = says ? utcTime(sample?.t ?? t) : "";
  }

  #placeMarks(sample, t) {
    const { crosshair, dot, tooltip, pointer } = this.#parts;
    const area = this.#dygraph.getArea();
    const [x, y] = this.#dygraph.toDomCoords((sample?.t ?? t) * 1000, sample?.[this.#key] ?? 0);
    crosshair.style.left = `${x}px`;
    crosshair.style.top = `${area.y}px`;
    crosshair.style.height = `${area.h}px`;
    dot.style.left = `${x}px`;
    dot.style.top = `${y}px`;
    const room = pointer.clientWidth - tooltip.offsetWidth;
    const beside = x + 12 > room ? x - 12 - tooltip.offsetWidth : x + 12;
    tooltip.style.left = `${Math.max(0, Math.min(room, beside))}px`;
  }

  /** For those who hear the chart. */
  #tellTime(sample) {
    const { pointer } = this.#parts;
    const last = this.#points[this.#points.length - 1];
    const told = sample ?? last;
    pointer.setAttribute("aria-valuenow", told ? nearestIndex(this.#points, told.t) : 0);
    pointer.setAttribute("aria-valuetext", told
      ? `${exact(told[this.#key])} ${this.#unit}, ${localTime(told.t)}` : "no samples");
  }
}
