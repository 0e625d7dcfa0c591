// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/settings.hpp"
#include "net/protocol/announce.hpp"
#include "net/protocol/refusal.hpp"
#include "storage/access_list.hpp"

#include <bitset>
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

private:
  std::bitset<65536> denied_ports_;
  std::vector<address_range> denied_sources_;
  std::shared_ptr<const access_lists> lists_;
};

} // namespace muster
