// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

/** The tracker's API. Addresses are relative, so that the page works below a proxy's path, too. */

import { writeAddress } from "./address.js";

/** A request that was answered with something else, or not at all (status 0). */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function explain(response) {
  try {
    const { error } = await response.json();
    return error.allowed ? `${error.message} (allowed: ${error.allowed})` : error.message;
  } catch {
    return `the tracker answered with status ${response.status}`;
  }
}

async function getJson(address, signal, headers = {}) {
  let response;
  try {
    response = await fetch(address, { signal, headers: { accept: "application/json", ...headers } });
  } catch (problem) {
    if (problem.name === "AbortError")
      throw problem;
    throw new ApiError(0, "the tracker does not answer");
  }
  if (!response.ok)
    throw new ApiError(response.status, await explain(response));
  return response.json();
}

function historyAddress(shown, format) {
  return `stats${writeAddress(shown)}&format=${format}`;
}

/** Samples of the tracker, or of one torrent if `shown.infoHash` names it. */
export function getHistory(shown, signal) {
  return getJson(historyAddress(shown, "json"), signal);
}

/** Where the same samples are as CSV. */
export function csvAddress(shown) {
  return historyAddress(shown, "csv");
}

/** A page of the swarms whose info_hash begins with `prefix`. */
export function getSwarms({ sort, order, limit, offset = 0, prefix = "" }, signal) {
  const query = new URLSearchParams({ sort, order, limit, offset });
  if (prefix)
    query.set("q", prefix);
  return getJson(`api/v1/swarms?${query}`, signal);
}

/** What the actors do. For operators, who have a token. */
export function getActors(token, signal) {
  return getJson("api/v1/actors", signal, { authorization: `Bearer ${token}` });
}

/** One swarm, or null if it has no peers now. */
export async function getSwarm(infoHash, signal) {
  try {
    return await getJson(`api/v1/swarms/${infoHash}`, signal);
  } catch (problem) {
    if (problem.status === 404)
      return null;
    throw problem;
  }
}
