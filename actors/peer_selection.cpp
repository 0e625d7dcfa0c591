// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/peer_selection.hpp"

#include "net/protocol/limits.hpp"

#include <algorithm>
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

template <family Family>
std::uint16_t port_of(const peer_record<Family>& x) noexcept {
  const auto* bytes = x.endpoint.data() + peer_record<Family>::endpoint_bytes - 2;
  return static_cast<std::uint16_t>(bytes[0] << 8 | bytes[1]);
}

/// A part of a table: `size` records from `first` on.
struct run {
  std::uint32_t first;
  std::uint32_t size;
};

template <family Family>
class selector {
public:
  using record = peer_record<Family>;

  selector(
      const peer_table<Family>& table, const peer_selection& selection, std::uint32_t self,
      announce_reply& reply)
      : records_(table.records()), selection_(selection), self_(self), reply_(reply) {
    for (const auto& x : selection.external_addresses)
      if (x.family() == Family)
        external_ = &x;
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

  /// The endpoints taken, as they stand in a reply.
  [[nodiscard]] std::string_view endpoints() const noexcept {
    return {
        reinterpret_cast<const char*>(endpoints_.data()),
        static_cast<std::size_t>(end_ - endpoints_.data())};
  }

private:
  bool take_one(std::uint32_t position) {
    const auto& peer = records_[position];
    if (position == self_ || peer.is_hidden || is_requester(peer))
      return false;
    const bool is_outside = peer.is_private && !selection_.shows_private;
    if (is_outside && external_ == nullptr) {
      reply_.leaves_out_private = true;
      return false;
    }
    // A size the compiler knows makes this two moves, where appending to a string is a call.
    std::memcpy(end_, peer.endpoint.data(), record::endpoint_bytes);
    if (is_outside)
      std::memcpy(end_, external_->bytes().data(), record::endpoint_bytes - 2);
    end_ += record::endpoint_bytes;
    if (selection_.with_peer_ids)
      reply_.peer_ids.push_back(peer.peer_id);
    return true;
  }

  /// Hardly ever more than a look at the port, which is at hand.
  [[nodiscard]] bool is_requester(const record& peer) const noexcept {
    return port_of(peer) == selection_.port && peer.peer_id == selection_.peer_id;
  }

  std::span<const record> records_;
  const peer_selection& selection_;
  std::uint32_t self_;
  announce_reply& reply_;
  const address* external_ = nullptr;
  std::array<std::uint8_t, limits::numwant_max * record::endpoint_bytes> endpoints_;
  std::uint8_t* end_ = endpoints_.data();
};

} // namespace

template <family Family>
void select_peers(
    const peer_table<Family>& table, const peer_selection& selection, std::uint32_t self,
    std::uint32_t count, announce_reply& reply) {
  const auto visible = table.visible_to(selection.requester);
  count = std::min(
      {count, selectable(table, selection.requester, self), std::uint32_t{limits::numwant_max}});
  if (count == 0)
    return;
  selector<Family> source{table, selection, self, reply};
  const auto half = visible / 2;
  // The half with the requester in it has one peer less to give; then the front gives one more.
  const auto back = visible - half - std::uint32_t{self >= half && self < visible};
  const auto front_count = std::max(count / 2, count - std::min(count, back));
  const auto taken = source.take({0, half}, selection.seed, front_count);
  source.take({half, visible - half}, selection.seed * 0x9e3779b1U, count - taken);
  (Family == family::ipv4 ? reply.peers : reply.peers6) += source.endpoints();
}

template void select_peers(
    const peer_table<family::ipv4>&, const peer_selection&, std::uint32_t, std::uint32_t,
    announce_reply&);
template void select_peers(
    const peer_table<family::ipv6>&, const peer_selection&, std::uint32_t, std::uint32_t,
    announce_reply&);

} // namespace muster
