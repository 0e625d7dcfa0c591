// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/door/door.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace muster {

/// The doors of a tracker, in the order in which they open.
class doors {
public:
  /// @param x  null for a door that is off: there is no socket, no actor and no timer then.
  void add(std::unique_ptr<door> x);

  /// Listens at all of them, see `door::listen`.
  void listen(std::size_t reactors, log& log);

  /// Makes the network actors of one reactor, one for each door.
  [[nodiscard]] std::vector<door_actor> serve_on(reactor& home, const door_context& context);

private:
  std::vector<std::unique_ptr<door>> doors_;
};

} // namespace muster
