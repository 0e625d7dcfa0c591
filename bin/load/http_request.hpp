// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/load/population.hpp"
#include "bin/load/request_mix.hpp"
#include "bin/load/target.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace muster::load {

/// Whether a connection serves many requests or one. Some servers keep one only if they are asked
/// to, which HTTP/1.1 does not need.
enum class connection_mode : std::uint8_t { keep_alive, asked_keep_alive, close };

/// Writes requests as a BitTorrent client does over HTTP: with the parameters that libtorrent
/// sends, also those that a tracker ignores, because parsing them is part of its work.
///
/// Belongs to one thread. Keeps references to what it is given.
class http_request_writer {
public:
  http_request_writer(
      const population& peers, const target& to, connection_mode mode, std::uint32_t numwant);

  /// Puts the request into `out`, in place of what is there.
  void write(const request& x, std::string& out) const;

private:
  void write_announce(const request& x, std::string& out) const;
  void write_scrape(const request& x, std::string& out) const;

  const population& peers_;
  // What is the same in each request, between what is not.
  std::string announce_start_;
  std::string announce_end_;
  std::string scrape_start_;
  std::string head_end_;
};

/// Appends `bytes` with all but the unreserved characters of RFC 3986 escaped.
void append_escaped(std::string_view bytes, std::string& out);

} // namespace muster::load
