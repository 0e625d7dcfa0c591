// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

/** Clients of the tracker, as far as the tracker can tell: they announce, and nothing else. */

function percentEncoded(hex) {
  return hex.replace(/../g, "%$&");
}

export class Feeder {
  #url;

  constructor(url) {
    this.#url = url;
  }

  /** One announce of the peer at a port. Peers differ by nothing else. */
  async announce(infoHash, port, { left = 0, event = "" } = {}) {
    const peerId = `-XX0001-${String(port).padStart(12, "0")}`;
    const query = `info_hash=${percentEncoded(infoHash)}&peer_id=${peerId}&port=${port}`
      + `&uploaded=0&downloaded=0&left=${left}&compact=1&numwant=0${event && `&event=${event}`}`;
    const reply = await fetch(`${this.#url}/announce?${query}`);
    const text = Buffer.from(await reply.arrayBuffer()).toString("latin1");
    if (!text.includes("8:interval"))
      throw new Error(`the tracker has refused an announce: ${text}`);
  }

  /** Brings seeders and leechers into a swarm, at ports from `port` on. */
  async populate(infoHash, { seeders, leechers, port }) {
    for (let i = 0; i < seeders; ++i)
      await this.announce(infoHash, port + i, { left: 0, event: "started" });
    for (let i = 0; i < leechers; ++i)
      await this.announce(infoHash, port + seeders + i, { left: 1000, event: "started" });
  }
}
