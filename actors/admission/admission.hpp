// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/admission/settings.hpp"
#include "net/protocol/announce.hpp"
#include "net/protocol/refusal.hpp"
#include "storage/access_list.hpp"

#include <bitset>
#include <cstdint>
#include <memory>

namespace muster {

/// Decides who is let in. Each network actor has its own, so that asking needs no lock; new access
/// lists arrive as a message.
class admission {
public:
  admission(const admission_settings& settings, std::shared_ptr<const access_lists> lists);

  /// From now on these lists hold. Swarms that they keep out get no more announces, and end when
  /// their peers have expired.
  void lists(std::shared_ptr<const access_lists> x) noexcept;

  /// Says why an announce is turned away, or `refusal::none`.
  [[nodiscard]] refusal check(const announce_request& request) const;

  /// Whether nobody is to be told of a peer with this port, because nobody could connect to it or
  /// somebody else lives there.
  [[nodiscard]] bool hides(std::uint16_t port) const {
    return hidden_ports_[port];
  }

private:
  std::bitset<65536> hidden_ports_;
  std::vector<address_range> denied_sources_;
  std::shared_ptr<const access_lists> lists_;
};

} // namespace muster
