// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/http_request.hpp"

#include "bin/load/garbage.hpp"
#include "net/protocol/decimal.hpp"

#include <array>

namespace muster::load {

namespace {

/// How a byte stands in a query: itself, or escaped.
struct escape {
  std::array<char, 3> text{};
  std::uint8_t size = 0;
};

constexpr bool is_unreserved(unsigned byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
         || (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_'
         || byte == '~';
}

constexpr std::array<escape, 256> make_escapes() {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<escape, 256> result{};
  for (unsigned byte = 0; byte < result.size(); ++byte) {
    if (is_unreserved(byte))
      result[byte] = {{static_cast<char>(byte)}, 1};
    else
      result[byte] = {{'%', digits[byte >> 4], digits[byte & 15]}, 3};
  }
  return result;
}

constexpr auto escapes = make_escapes();

std::string_view connection_header(connection_mode mode) {
  switch (mode) {
  case connection_mode::close:
    return "Connection: close\r\n";
  case connection_mode::asked_keep_alive:
    return "Connection: keep-alive\r\n";
  default:
    return {};
  }
}

std::string_view parameter_of(announce_event event) {
  switch (event) {
  case announce_event::started:
    return "&event=started";
  case announce_event::completed:
    return "&event=completed";
  case announce_event::stopped:
    return "&event=stopped";
  default:
    return {};
  }
}

} // namespace

void append_escaped(std::string_view bytes, std::string& out) {
  for (const char c : bytes) {
    const auto& x = escapes[static_cast<std::uint8_t>(c)];
    out.append(x.text.data(), x.size);
  }
}

http_request_writer::http_request_writer(
    const population& peers, const target& to, connection_mode mode, std::uint32_t numwant)
    : peers_(peers),
      announce_start_("GET " + to.announce_path + "?info_hash="),
      scrape_start_("GET " + to.scrape_path + "?info_hash="),
      head_end_(
          " HTTP/1.1\r\nHost: " + to.host
          + "\r\nUser-Agent: muster-load\r\nAccept-Encoding: gzip\r\n"
          + std::string{connection_header(mode)} + "\r\n") {
  announce_end_ = "&numwant=" + std::to_string(numwant)
                  + "&compact=1&no_peer_id=1&supportcrypto=1&redundant=0" + head_end_;
}

void http_request_writer::write(const request& x, std::string& out) const {
  out.clear();
  if (is_announce(x.kind))
    write_announce(x, out);
  else if (x.kind == request_kind::scrape)
    write_scrape(x, out);
  else
    write_http_garbage(x.number, out);
}

void http_request_writer::write_announce(const request& x, std::string& out) const {
  const auto peer = peers_.profile_of(x.peer);
  out += announce_start_;
  append_escaped(info_hash_of(x, peer, peers_).view(), out);
  out += "&peer_id=";
  out += peer.peer_id.view();
  out += "&port=";
  append_decimal(port_of(x, peer), out);
  out += "&uploaded=0&downloaded=0&left=";
  append_decimal(left_of(x, peer), out);
  out += "&corrupt=0&key=";
  out += peer.peer_id.view().substr(12);
  out += parameter_of(x.event);
  out += announce_end_;
}

void http_request_writer::write_scrape(const request& x, std::string& out) const {
  out += scrape_start_;
  append_escaped(peers_.info_hash_of(peers_.profile_of(x.peer).swarm).view(), out);
  out += head_end_;
}

} // namespace muster::load
