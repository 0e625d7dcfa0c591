// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/peer_selection.hpp"

#include <algorithm>

namespace muster {

namespace {

/// Records looked at beyond twice the number wanted.
constexpr std::uint32_t extra_visits = 16;

/// Maps a random number to 0..range-1.
std::uint32_t scale(std::uint32_t random, std::uint32_t range) noexcept {
  return static_cast<std::uint32_t>(std::uint64_t{random} * range >> 32);
}

/// A part of a table: `size` records from `first` on.
struct run {
  std::uint32_t first;
  std::uint32_t size;
};

template <family Family>
class selector {
public:
  selector(const peer_table<Family>& table, const peer_selection& selection, std::uint32_t self,
           announce_reply& reply)
    : table_(table), selection_(selection), self_(self), reply_(reply) {
    // nop
  }

  /// Appends up to `count` peers of `part`, beginning at a random one and going round.
  /// @returns how many it found.
  std::uint32_t take(run part, std::uint32_t random, std::uint32_t count) {
    std::uint32_t taken = 0;
    auto offset = scale(random, part.size);
    const auto visits = std::min(part.size, 2 * count + extra_visits);
    for (std::uint32_t i = 0; i < visits && taken < count; ++i) {
      taken += std::uint32_t{take_one(part.first + offset)};
      offset = offset + 1 == part.size ? 0 : offset + 1;
    }
    return taken;
  }

private:
  bool take_one(std::uint32_t position) {
    const auto& peer = table_[position];
    if (position == self_ || (!selection_.shows_private && peer.is_private))
      return false;
    auto& peers = Family == family::ipv4 ? reply_.peers : reply_.peers6;
    peers.append(reinterpret_cast<const char*>(peer.endpoint.data()), peer.endpoint.size());
    if (selection_.with_peer_ids)
      reply_.peer_ids.push_back(peer.peer_id);
    return true;
  }

  const peer_table<Family>& table_;
  const peer_selection& selection_;
  std::uint32_t self_;
  announce_reply& reply_;
};

} // namespace

template <family Family>
void select_peers(const peer_table<Family>& table, const peer_selection& selection,
                  std::uint32_t self, std::uint32_t count, announce_reply& reply) {
  const auto visible = table.visible_to(selection.requester);
  count = std::min(count, selectable(table, selection.requester, self));
  if (count == 0)
    return;
  auto& peers = Family == family::ipv4 ? reply.peers : reply.peers6;
  peers.reserve(peers.size() + count * peer_record<Family>::endpoint_bytes);
  selector<Family> source{table, selection, self, reply};
  const auto half = visible / 2;
  // The half with the requester in it has one peer less to give; then the front gives one more.
  const auto back = visible - half - std::uint32_t{self >= half && self < visible};
  const auto front_count = std::max(count / 2, count - std::min(count, back));
  const auto taken = source.take({0, half}, selection.seed, front_count);
  source.take({half, visible - half}, selection.seed * 0x9e3779b1U, count - taken);
}

template void select_peers(const peer_table<family::ipv4>&, const peer_selection&, std::uint32_t,
                           std::uint32_t, announce_reply&);
template void select_peers(const peer_table<family::ipv6>&, const peer_selection&, std::uint32_t,
                           std::uint32_t, announce_reply&);

} // namespace muster
