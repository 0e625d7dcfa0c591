// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/udp_request.hpp"

#include "bin/load/garbage.hpp"

#include <algorithm>
#include <string_view>

namespace muster::load {

namespace {

/// Fills a packet from its beginning.
class packet_writer {
public:
  explicit packet_writer(udp_request_buffer& out) noexcept : out_(out) {
    // nop
  }

  template <class T>
  void number(T x) noexcept {
    for (std::size_t shift = sizeof(T) * 8; shift != 0;) {
      shift -= 8;
      out_[size_++] = static_cast<std::uint8_t>(x >> shift);
    }
  }

  void text(std::string_view x) noexcept {
    std::copy(x.begin(), x.end(), out_.begin() + size_);
    size_ += x.size();
  }

  void head(udp_ticket ticket, udp_action action) noexcept {
    number(ticket.connection_id);
    number(static_cast<std::uint32_t>(action));
    number(ticket.transaction_id);
  }

  [[nodiscard]] std::size_t size() const noexcept {
    return size_;
  }

private:
  udp_request_buffer& out_;
  std::size_t size_ = 0;
};

std::uint32_t number_of(announce_event event) noexcept {
  switch (event) {
  case announce_event::completed:
    return 1;
  case announce_event::started:
    return 2;
  case announce_event::stopped:
    return 3;
  default:
    return 0;
  }
}

} // namespace

udp_request_writer::udp_request_writer(
    const population& peers, const target& to, std::uint32_t numwant)
    : peers_(peers), numwant_(numwant) {
  if (!to.announce_path.empty())
    options_ = std::string{2, static_cast<char>(to.announce_path.size())} + to.announce_path;
}

std::size_t
udp_request_writer::write_connect(std::uint32_t transaction_id, udp_request_buffer& out) noexcept {
  packet_writer writer{out};
  writer.head({udp_protocol_id, transaction_id}, udp_action::connect);
  return writer.size();
}

std::size_t udp_request_writer::write(
    const request& x, udp_ticket ticket, udp_request_buffer& out) const noexcept {
  if (x.kind == request_kind::connect)
    return write_connect(ticket.transaction_id, out);
  if (x.kind == request_kind::garbage)
    return write_garbage(x.number, out);
  packet_writer writer{out};
  const auto peer = peers_.profile_of(x.peer);
  const auto info_hash = info_hash_of(x, peer, peers_);
  if (x.kind == request_kind::scrape) {
    writer.head(ticket, udp_action::scrape);
    writer.text(info_hash.view());
    return writer.size();
  }
  writer.head(ticket, udp_action::announce);
  writer.text(info_hash.view());
  writer.text(peer.peer_id.view());
  writer.number(std::uint64_t{0}); // downloaded
  writer.number(std::uint64_t{left_of(x, peer)});
  writer.number(std::uint64_t{0}); // uploaded
  writer.number(number_of(x.event));
  writer.number(std::uint32_t{0});             // the address of the packet
  writer.text(peer.peer_id.view().substr(16)); // as key
  writer.number(numwant_);
  writer.number(port_of(x, peer));
  writer.text(options_);
  return writer.size();
}

} // namespace muster::load
