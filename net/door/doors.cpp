// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/door/doors.hpp"

#include <utility>

namespace muster {

void doors::add(std::unique_ptr<door> x) {
  if (x)
    doors_.push_back(std::move(x));
}

void doors::listen(std::size_t reactors, log& log) {
  std::vector<endpoint> shared;
  for (auto next = doors_.begin(); next != doors_.end(); ++next) {
    const auto expect_shareable = [this, next](const endpoint& at) {
      for (auto later = next + 1; later != doors_.end(); ++later)
        (*later)->expect_free(at);
    };
    (*next)->listen({reactors, log, shared, expect_shareable});
    if (next == doors_.begin())
      shared = (*next)->endpoints();
  }
}

std::vector<door_actor> doors::serve_on(reactor& home, const door_context& context) {
  std::vector<door_actor> result;
  for (const auto& x : doors_)
    result.push_back(x->serve_on(home, context));
  return result;
}

} // namespace muster
