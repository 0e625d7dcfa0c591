// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/refusal.hpp"
#include "net/protocol/scrape.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace muster {

/// A scrape as it arrived over HTTP.
struct http_scrape {
  /// The swarms asked for, all counts zero.
  scrape_entries entries;
  muster::refusal refusal = refusal::none;
};

/// Reads the query string of a scrape: any number of info_hash, from one up to `hashes_max`.
http_scrape parse_http_scrape(std::string_view query, std::size_t hashes_max);

/// Appends the bencoded reply (BEP 48, with BEP 21's `downloaders` for a swarm with partial seeds).
/// @param min_interval seconds until the client may scrape again.
void write_http_scrape_reply(
    const scrape_entries& entries, std::uint32_t min_interval, std::string& out);

} // namespace muster
