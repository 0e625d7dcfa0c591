// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/protocol/udp_packet.hpp"

#include <boost/endian/conversion.hpp>

#include <algorithm>
#include <cstring>

namespace muster {

namespace {

// Where the fields of an announce begin (BEP 15). Between them: downloaded at 56, uploaded at 72,
// address at 84 and key at 88, none of which is read.
constexpr std::size_t info_hash_at = 16;
constexpr std::size_t peer_id_at = 36;
constexpr std::size_t left_at = 64;
constexpr std::size_t event_at = 80;
constexpr std::size_t num_want_at = 92;
constexpr std::size_t port_at = 96;

static_assert(port_at + 2 == udp_announce::bytes);

/// Seeders, downloads and leechers.
constexpr std::size_t scrape_entry_bytes = 12;
constexpr std::size_t announce_reply_head_bytes = 20;

static_assert(
    announce_reply_head_bytes + limits::numwant_max * compact_ipv4_bytes
    <= limits::udp_reply_bytes_max);
static_assert(
    announce_reply_head_bytes + limits::udp_ipv6_numwant_max * compact_ipv6_bytes
    <= limits::udp_reply_bytes_max);
static_assert(
    8 + limits::udp_scrape_hashes_max * scrape_entry_bytes <= limits::udp_reply_bytes_max);

/// @pre the number is whole within `datagram`
template <class T>
T number_at(udp_bytes datagram, std::size_t offset) noexcept {
  using namespace boost::endian;
  return endian_load<T, sizeof(T), order::big>(datagram.data() + offset);
}

template <class Identifier>
void read_identifier(udp_bytes datagram, std::size_t offset, Identifier& out) noexcept {
  std::memcpy(out.bytes.data(), datagram.data() + offset, Identifier::size);
}

announce_event event_of(std::uint32_t number) noexcept {
  // The order of BEP 15, which is not that of the enumerators; 4 is what libtorrent sends.
  constexpr std::array<announce_event, announce_event_count> events{
      announce_event::none, announce_event::completed, announce_event::started,
      announce_event::stopped, announce_event::paused};
  return number < events.size() ? events[number] : announce_event::none;
}

std::uint16_t numwant_of(std::uint32_t field, family family, numwant_range range) noexcept {
  const std::uint16_t max =
      family == family::ipv6 ? std::min(range.max, limits::udp_ipv6_numwant_max) : range.max;
  const auto wanted = static_cast<std::int32_t>(field);
  if (wanted < 0)
    return std::min(range.standard, max);
  return static_cast<std::uint16_t>(std::min<std::int32_t>(wanted, max));
}

/// Fills a reply from its beginning. What goes in is known to fit, see the assertions above.
class reply_writer {
public:
  reply_writer(udp_action action, std::uint32_t transaction_id, udp_reply_buffer& out) noexcept
      : out_(out) {
    number(static_cast<std::uint32_t>(action));
    number(transaction_id);
  }

  template <class T>
  void number(T x) noexcept {
    using namespace boost::endian;
    endian_store<T, sizeof(T), order::big>(out_.data() + size_, x);
    size_ += sizeof(T);
  }

  /// Writes as many whole entries of `stride` bytes as fit.
  void entries(std::string_view bytes, std::size_t stride) noexcept {
    const auto count = std::min(bytes.size(), out_.size() - size_) / stride;
    std::memcpy(out_.data() + size_, bytes.data(), count * stride);
    size_ += count * stride;
  }

  [[nodiscard]] std::size_t size() const noexcept {
    return size_;
  }

private:
  udp_reply_buffer& out_;
  std::size_t size_ = 0;
};

} // namespace

std::optional<udp_request_head> parse_udp_request_head(udp_bytes datagram) noexcept {
  if (datagram.size() < udp_request_head::bytes)
    return std::nullopt;
  return udp_request_head{
      number_at<std::uint64_t>(datagram, 0), number_at<std::uint32_t>(datagram, 8),
      number_at<std::uint32_t>(datagram, 12)};
}

std::optional<udp_announce>
parse_udp_announce(udp_bytes datagram, family family, numwant_range numwant) noexcept {
  if (datagram.size() < udp_announce::bytes)
    return std::nullopt;
  std::optional<udp_announce> result{std::in_place};
  auto& request = result->request;
  read_identifier(datagram, info_hash_at, request.info_hash);
  read_identifier(datagram, peer_id_at, request.peer_id);
  request.port = number_at<std::uint16_t>(datagram, port_at);
  request.numwant = numwant_of(number_at<std::uint32_t>(datagram, num_want_at), family, numwant);
  request.left = number_at<std::uint64_t>(datagram, left_at);
  request.event = event_of(number_at<std::uint32_t>(datagram, event_at));
  request.own_family_only = true;
  return result;
}

udp_bytes udp_scrape_hashes(udp_bytes datagram) noexcept {
  if (datagram.size() < udp_request_head::bytes)
    return {};
  const auto hashes = datagram.subspan(udp_request_head::bytes);
  const auto count = std::min(hashes.size() / info_hash::size, limits::udp_scrape_hashes_max);
  return hashes.first(count * info_hash::size);
}

std::size_t write_udp_connect_reply(
    std::uint32_t transaction_id, std::uint64_t connection_id, udp_reply_buffer& out) noexcept {
  reply_writer writer{udp_action::connect, transaction_id, out};
  writer.number(connection_id);
  return writer.size();
}

std::size_t write_udp_announce_reply(
    std::uint32_t transaction_id, const announce_reply& reply, std::uint32_t interval_seconds,
    family family, udp_reply_buffer& out) noexcept {
  reply_writer writer{udp_action::announce, transaction_id, out};
  writer.number(interval_seconds);
  writer.number(reply.counts.leechers);
  writer.number(reply.counts.seeders);
  if (family == family::ipv4)
    writer.entries(reply.peers, compact_ipv4_bytes);
  else
    writer.entries(reply.peers6, compact_ipv6_bytes);
  return writer.size();
}

std::size_t write_udp_scrape_reply(
    std::uint32_t transaction_id, std::span<const swarm_counts> counts,
    udp_reply_buffer& out) noexcept {
  reply_writer writer{udp_action::scrape, transaction_id, out};
  for (const auto& x : counts.first(std::min(counts.size(), limits::udp_scrape_hashes_max))) {
    writer.number(x.seeders);
    writer.number(x.completed_count);
    writer.number(x.leechers);
  }
  return writer.size();
}

std::size_t write_udp_error(
    std::uint32_t transaction_id, std::string_view text, std::size_t request_bytes,
    udp_reply_buffer& out) noexcept {
  reply_writer writer{udp_action::error, transaction_id, out};
  writer.entries(text.substr(0, request_bytes - writer.size()), 1);
  return writer.size();
}

} // namespace muster
