// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/protocol/http_announce.hpp"

#include "net/protocol/bencode.hpp"
#include "net/protocol/letter_case.hpp"
#include "net/protocol/limits.hpp"
#include "net/protocol/query_string.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace muster {

namespace {

/// The parameters that count, still encoded. A null `data()` means absent.
struct announce_parameters {
  std::string_view info_hash;
  std::string_view peer_id;
  std::string_view port;
  std::string_view left;
  std::string_view event;
  std::string_view numwant;
  std::string_view compact;
  std::string_view no_peer_id;
  bool duplicate_info_hash = false;
};

bool is_present(std::string_view value) {
  return value.data() != nullptr;
}

/// Keeps the first of repeated parameters. An absent value still counts as seen.
void keep_first(std::string_view& slot, std::string_view value) {
  if (!is_present(slot))
    slot = is_present(value) ? value : std::string_view{""};
}

/// Whether `key`, which is as long, is `name`.
template <std::size_t Size>
bool is(std::string_view key, const char (&name)[Size]) noexcept {
  return std::memcmp(key.data(), name, Size - 1) == 0;
}

/// By the length first, which tells most of the dozen names of a request apart.
std::string_view* slot_of(announce_parameters& x, std::string_view key) noexcept {
  switch (key.size()) {
  case 4:
    return is(key, "port") ? &x.port : is(key, "left") ? &x.left : nullptr;
  case 5:
    return is(key, "event") ? &x.event : nullptr;
  case 7:
    return is(key, "peer_id")   ? &x.peer_id
           : is(key, "numwant") ? &x.numwant
           : is(key, "compact") ? &x.compact
                                : nullptr;
  case 9:
    return is(key, "info_hash") ? &x.info_hash : nullptr;
  case 10:
    return is(key, "no_peer_id") ? &x.no_peer_id : nullptr;
  default:
    return nullptr;
  }
}

/// Same, of a name that may be encoded: no client that was recorded does that, so it comes second.
std::string_view* encoded_slot_of(announce_parameters& parameters, std::string_view key) {
  auto* slot = slot_of(parameters, key);
  if (slot == nullptr && key.find('%') != std::string_view::npos)
    slot = slot_of(parameters, decoded_text{key}.view());
  return slot;
}

announce_parameters split(std::string_view query) {
  announce_parameters result;
  for_each_parameter(query, [&](std::string_view key, std::string_view value) {
    if (auto* slot = encoded_slot_of(result, key); slot != nullptr) {
      if (slot == &result.info_hash && is_present(*slot))
        result.duplicate_info_hash = true;
      keep_first(*slot, value);
    }
  });
  return result;
}

/// Reads a number that fills all of `text`; what is too large becomes the largest.
template <class T>
bool parse_saturated(std::string_view text, T& out) {
  T value{};
  const auto* end = text.data() + text.size();
  const auto [rest, errc] = std::from_chars(text.data(), end, value);
  if (rest != end || errc == std::errc::invalid_argument)
    return false;
  out = errc == std::errc{} ? value : std::numeric_limits<T>::max();
  return true;
}

announce_event parse_event(std::string_view encoded) {
  const decoded_text text{encoded};
  constexpr std::array<std::string_view, announce_event_count> names{
      "", "started", "completed", "stopped", "paused"};
  const auto matches = [&](std::string_view name) {
    return equals_in_any_case(text.view(), name);
  };
  const auto i = std::find_if(names.begin(), names.end(), matches);
  return i == names.end() ? announce_event::none : static_cast<announce_event>(i - names.begin());
}

std::uint16_t parse_numwant(std::string_view encoded, numwant_range range) {
  // Unsigned, so that a negative number is none and gets the standard too.
  std::uint64_t wanted = 0;
  if (!parse_saturated(decoded_text{encoded}.view(), wanted))
    return range.standard;
  return static_cast<std::uint16_t>(std::min<std::uint64_t>(wanted, range.max));
}

std::uint64_t parse_left(std::string_view encoded) {
  std::uint64_t left = left_unknown;
  parse_saturated(decoded_text{encoded}.view(), left);
  return left;
}

peers_form parse_form(const announce_parameters& parameters) {
  if (decoded_text{parameters.compact}.view() != "0")
    return peers_form::compact;
  return decoded_text{parameters.no_peer_id}.view() == "1"
             ? peers_form::dictionaries_without_peer_id
             : peers_form::dictionaries;
}

refusal parse_info_hash(const announce_parameters& parameters, info_hash& out) {
  if (!is_present(parameters.info_hash))
    return refusal::missing_info_hash;
  if (parameters.duplicate_info_hash)
    return refusal::duplicate_info_hash;
  const auto size = percent_decode(parameters.info_hash, out.bytes);
  const bool fits = size == info_hash::size || size == limits::info_hash_v2_bytes;
  return fits ? refusal::none : refusal::invalid_info_hash;
}

refusal parse_peer_id(const announce_parameters& parameters, peer_id& out) {
  if (!is_present(parameters.peer_id))
    return refusal::missing_peer_id;
  const auto size = percent_decode(parameters.peer_id, out.bytes);
  return size == peer_id::size ? refusal::none : refusal::invalid_peer_id;
}

refusal parse_port(const announce_parameters& parameters, std::uint16_t& out) {
  if (!is_present(parameters.port))
    return refusal::missing_port;
  std::uint64_t port = 0;
  if (!parse_saturated(decoded_text{parameters.port}.view(), port) || port > 65535)
    return refusal::invalid_port;
  out = static_cast<std::uint16_t>(port);
  return refusal::none;
}

/// Visits the peers of one compact string together with their peer_ids, if there are any.
class peer_dictionaries {
public:
  peer_dictionaries(const announce_reply& reply, std::string& out) : reply_(reply), out_(out) {
    // nop
  }

  void write(std::string_view peers, std::size_t stride) {
    for (; !peers.empty(); peers.remove_prefix(stride))
      write_peer(peers.substr(0, stride));
  }

private:
  void write_peer(std::string_view peer) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(peer.data());
    const auto address_bytes = peer.size() - 2;
    out_ += 'd';
    bencode::write_entry(
        "ip", std::string_view{to_string(address::from_bytes({bytes, address_bytes}))}, out_);
    if (next_ < reply_.peer_ids.size())
      bencode::write_entry("peer id", reply_.peer_ids[next_++].view(), out_);
    bencode::write_entry("port", bytes[address_bytes] << 8 | bytes[address_bytes + 1], out_);
    out_ += 'e';
  }

  const announce_reply& reply_;
  std::string& out_;
  std::size_t next_ = 0;
};

void write_peers(const announce_reply& reply, peers_form form, family own, std::string& out) {
  if (form == peers_form::compact) {
    // Old clients take a reply without `peers` for a failure, so it is there even if empty.
    bencode::write_entry("peers", std::string_view{reply.peers}, out);
    if (!reply.peers6.empty())
      bencode::write_entry("peers6", std::string_view{reply.peers6}, out);
    return;
  }
  bencode::write("peers", out);
  out += 'l';
  peer_dictionaries dictionaries{reply, out};
  if (own == family::ipv4)
    dictionaries.write(reply.peers, compact_ipv4_bytes);
  dictionaries.write(reply.peers6, compact_ipv6_bytes);
  if (own == family::ipv6)
    dictionaries.write(reply.peers, compact_ipv4_bytes);
  out += 'e';
}

std::string_view view(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

} // namespace

http_announce parse_http_announce(std::string_view query, numwant_range numwant) {
  const auto parameters = split(query);
  http_announce result;
  auto& request = result.request;
  request.event = parse_event(parameters.event);
  request.left = parse_left(parameters.left);
  request.numwant = parse_numwant(parameters.numwant, numwant);
  result.form = parse_form(parameters);
  request.with_peer_ids = result.form == peers_form::dictionaries;
  result.refusal = parse_info_hash(parameters, request.info_hash);
  if (result.refusal == refusal::none)
    result.refusal = parse_peer_id(parameters, request.peer_id);
  if (result.refusal == refusal::none)
    result.refusal = parse_port(parameters, request.port);
  return result;
}

void write_http_announce_reply(
    const announce_reply& reply, peers_form form, announce_intervals intervals,
    const address& source, std::string_view warning, std::string& out) {
  out += 'd';
  bencode::write_entry("complete", reply.counts.seeders, out);
  bencode::write_entry("downloaded", reply.counts.completed_count, out);
  bencode::write_entry("external ip", view(source.bytes()), out);
  bencode::write_entry("incomplete", reply.counts.leechers, out);
  bencode::write_entry("interval", intervals.interval, out);
  bencode::write_entry("min interval", intervals.min_interval, out);
  write_peers(reply, form, source.family(), out);
  if (!warning.empty())
    bencode::write_entry("warning message", warning, out);
  out += 'e';
}

void write_http_refusal(refusal reason, const refusal_times& times, std::string& out) {
  out += 'd';
  bencode::write_entry("failure reason", info(reason).text, out);
  bencode::write_entry("interval", times.intervals.interval, out);
  bencode::write_entry("min interval", times.intervals.min_interval, out);
  if (times.retry_in)
    bencode::write_entry("retry in", *times.retry_in, out);
  else
    bencode::write_entry("retry in", std::string_view{"never"}, out);
  out += 'e';
}

} // namespace muster
