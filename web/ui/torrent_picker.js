// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

/** A search for a torrent by the beginning of its info_hash: a combobox with a list of matches. */

import { getSwarms } from "./api.js";
import { isInfoHash } from "./address.js";
import { short } from "./format.js";

const MATCHES_MAX = 8;
const PAUSE_MS = 150;

export class TorrentPicker {
  #input = document.getElementById("torrent");
  #list = document.getElementById("torrent-list");
  #hint = document.getElementById("torrent-hint");
  #onPick;
  #active = -1;
  #timer;
  #search;

  /** @param onPick  Is told the info_hash that was chosen, in hex. */
  constructor(onPick) {
    this.#onPick = onPick;
    this.#input.addEventListener("input", () => this.#onInput());
    this.#input.addEventListener("focus", () => this.#onInput());
    this.#input.addEventListener("keydown", (event) => this.#onKey(event));
    this.#input.addEventListener("blur", () => this.#close());
    // The input would lose the focus, and the list would be gone before the click.
    this.#list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option)
        this.#pick(option.dataset.infoHash);
    });
  }

  get #prefix() {
    return this.#input.value.trim().toLowerCase();
  }

  #onInput() {
    clearTimeout(this.#timer);
    this.#search?.abort();
    if (!/^[0-9a-f]*$/.test(this.#prefix)) {
      this.#close();
      this.#hint.textContent = "An info_hash has hex digits only: 0–9, a–f.";
      return;
    }
    this.#timer = setTimeout(() => this.#find(), PAUSE_MS);
  }

  async #find() {
    this.#search = new AbortController();
    const query = { sort: "peers", order: "desc", limit: MATCHES_MAX, prefix: this.#prefix };
    try {
      this.#open(await getSwarms(query, this.#search.signal));
    } catch (problem) {
      if (problem.name !== "AbortError")
        this.#hint.textContent = problem.message;
    }
  }

  #open({ total, total_is_exact: isExact, swarms }) {
    this.#list.replaceChildren(...swarms.map((swarm, i) => this.#option(swarm, i)));
    this.#active = -1;
    const shows = swarms.length > 0 && document.activeElement === this.#input;
    this.#list.hidden = !shows;
    this.#input.setAttribute("aria-expanded", shows);
    this.#input.removeAttribute("aria-activedescendant");
    if (total === 0)
      this.#hint.textContent = this.#prefix ? "No swarm begins with that." : "No swarms yet.";
    else
      this.#hint.textContent = `${isExact ? "" : "more than "}${short(total)} ${total === 1 ? "swarm" : "swarms"}`
        + (total > swarms.length ? `, the largest ${swarms.length} are listed` : "");
  }

  #option(swarm, i) {
    const option = document.createElement("li");
    option.id = `torrent-option-${i}`;
    option.role = "option";
    option.setAttribute("aria-selected", "false");
    option.dataset.infoHash = swarm.info_hash;
    const code = document.createElement("code");
    code.textContent = swarm.info_hash;
    const peers = document.createElement("span");
    peers.textContent = ` ${short(swarm.peers)} ${swarm.peers === 1 ? "peer" : "peers"}`;
    option.append(code, peers);
    return option;
  }

  #onKey(event) {
    const options = this.#list.children;
    if (event.key === "Escape")
      return this.#close();
    if (event.key === "Enter") {
      event.preventDefault();
      const chosen = options[this.#active]?.dataset.infoHash ?? this.#prefix;
      if (isInfoHash(chosen))
        this.#pick(chosen);
      return;
    }
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!move || this.#list.hidden)
      return;
    event.preventDefault();
    this.#activate((this.#active + move + options.length) % options.length);
  }

  #activate(i) {
    this.#list.children[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = i;
    const option = this.#list.children[i];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.#input.setAttribute("aria-activedescendant", option.id);
  }

  #pick(infoHash) {
    this.#input.value = "";
    this.#close();
    this.#onPick(infoHash);
  }

  #close() {
    clearTimeout(this.#timer);
    this.#search?.abort();
    this.#list.hidden = true;
    this.#hint.textContent = "";
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
  }
}
