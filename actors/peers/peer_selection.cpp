// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/peers/peer_selection.hpp"

#include "net/protocol/limits.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstring>
#include <span>
#include <string_view>

namespace muster {

namespace {

/// Records looked at beyond twice the number wanted.
constexpr std::uint32_t extra_visits = 16;

/// Maps a random number to 0..range-1.
std::uint32_t scale(std::uint32_t random, std::uint32_t range) noexcept {
  return static_cast<std::uint32_t>(std::uint64_t{random} * range >> 32);
}

/// A port as it stands in a record, not to be put in the order of this machine for each of them.
using network_port = std::uint16_t;

template <family Family>
network_port port_of(const peer_record<Family>& x) noexcept {
  network_port result{};
  std::memcpy(&result, x.endpoint.data() + peer_record<Family>::endpoint_bytes - 2, sizeof(result));
  return result;
}

template <family Family>
class selector {
public:
  using record = peer_record<Family>;

  selector(
      const peer_table<Family>& table, const peer_selection& selection, const address* external,
      announce_reply& reply)
      : records_(table.records()),
        selection_(selection),
        own_port_(::htons(selection.port)),
        reply_(reply),
        external_(external) {
    // nop
  }

  /// Appends up to `count` peers of `part`, beginning at a random one and going round.
  /// @returns how many it found.
  std::uint32_t take(peer_run part, std::uint32_t random, std::uint32_t count) {
    const auto peers = records_.subspan(part.first, part.size);
    const auto visits = std::min(part.size, 2 * count + extra_visits);
    const auto offset = scale(random, part.size);
    const auto until_end = std::min(visits, part.size - offset);
    const auto taken = take_some(peers.subspan(offset, until_end), count);
    return taken + take_some(peers.first(visits - until_end), count - taken);
  }

  /// The endpoints taken, as they stand in a reply.
  [[nodiscard]] std::string_view endpoints() const noexcept {
    return {
        reinterpret_cast<const char*>(endpoints_.data()),
        static_cast<std::size_t>(end_ - endpoints_.data())};
  }

private:
  std::uint32_t take_some(std::span<const record> peers, std::uint32_t count) {
    // Copies, because what is written through `end` might be anything to the compiler.
    auto* end = end_;
    const auto own_port = own_port_;
    const bool renames_private = external_ != nullptr;
    const bool with_peer_ids = selection_.with_peer_ids;
    std::uint32_t taken = 0;
    for (const auto& peer : peers) {
      if (taken == count)
        break;
      // Hardly ever; without a branch for each reason.
      const int is_special =
          (int{peer.is_private} & int{renames_private}) | int{port_of(peer) == own_port};
      if (is_special != 0 && is_requester(peer))
        continue;
      // A size the compiler knows makes this two moves, where appending to a string is a call.
      std::memcpy(end, peer.endpoint.data(), record::endpoint_bytes);
      if (is_special != 0 && renames_private && peer.is_private)
        std::memcpy(end, external_->bytes().data(), record::endpoint_bytes - 2);
      end += record::endpoint_bytes;
      if (with_peer_ids)
        reply_.peer_ids.push_back(peer.peer_id);
      ++taken;
    }
    end_ = end;
    return taken;
  }

  [[nodiscard]] bool is_requester(const record& peer) const noexcept {
    return port_of(peer) == own_port_ && peer.peer_id == selection_.peer_id;
  }

  std::span<const record> records_;
  const peer_selection& selection_;
  network_port own_port_;
  announce_reply& reply_;
  const address* external_;
  std::array<std::uint8_t, limits::numwant_max * record::endpoint_bytes> endpoints_;
  std::uint8_t* end_ = endpoints_.data();
};

} // namespace

template <family Family>
void select_peers(
    const peer_table<Family>& table, const peer_selection& selection, const selectable_peers& from,
    std::uint32_t count, announce_reply& reply) {
  count = std::min({count, from.count(), std::uint32_t{limits::numwant_max}});
  if (count == 0)
    return;
  selector<Family> source{table, selection, from.external, reply};
  const peer_run front{from.run.first, from.run.size / 2};
  const peer_run back{front.first + front.size, from.run.size - front.size};
  // The half with the requester in it has one peer less to give; then the front gives one more.
  const auto back_count = back.size - std::uint32_t{back.contains(from.self)};
  const auto front_count = std::max(count / 2, count - std::min(count, back_count));
  const auto taken = source.take(front, selection.seed, front_count);
  source.take(back, selection.seed * 0x9e3779b1U, count - taken);
  (Family == family::ipv4 ? reply.peers : reply.peers6) = std::string{source.endpoints()};
}

template void select_peers(
    const peer_table<family::ipv4>&, const peer_selection&, const selectable_peers&, std::uint32_t,
    announce_reply&);
template void select_peers(
    const peer_table<family::ipv6>&, const peer_selection&, const selectable_peers&, std::uint32_t,
    announce_reply&);

} // namespace muster
