// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/announce.hpp"
#include "net/protocol/refusal.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace muster {

/// How the peers stand in an HTTP reply: as byte strings (BEP 23) or as dictionaries (BEP 3).
enum class peers_form : std::uint8_t { compact, dictionaries, dictionaries_without_peer_id };

/// An announce as it arrived over HTTP.
struct http_announce {
  /// All but `source`, which is not in the query. If refused, what was read until then; the event
  /// is always right, because a refused `stopped` is answered in another way.
  announce_request request;
  peers_form form = peers_form::compact;
  muster::refusal refusal = refusal::none;
};

/// Reads the query string of an announce.
///
/// Needs info_hash, peer_id and port. Unknown parameters are ignored, as are `ip`, `ipv4` and
/// `ipv6` (anybody could enter somebody else's address); of repeated ones the first counts, but a
/// second info_hash is refused. What cannot be read falls back: `left` to unknown (a leecher),
/// `numwant` to the standard, `event` to none. See docs/protocol.md.
http_announce parse_http_announce(std::string_view query, numwant_range numwant);

/// Appends the bencoded reply.
/// @param source   the requester's address, told back to it (BEP 24).
/// @param warning  a text for the client's user; empty: none.
void write_http_announce_reply(
    const announce_reply& reply, peers_form form, announce_intervals intervals,
    const address& source, std::string_view warning, std::string& out);

/// Appends the bencoded refusal, with BEP 31's `retry in`.
void write_http_refusal(refusal reason, const refusal_times& times, std::string& out);

} // namespace muster
