// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/statistics/unannounced_changes.hpp"

#include <utility>

namespace muster {

void unannounced_changes::note(const statistics_report& x) {
  const std::lock_guard guard{mutex_};
  noted_.add(x);
}

statistics_report unannounced_changes::take() {
  const std::lock_guard guard{mutex_};
  return std::exchange(noted_, {});
}

} // namespace muster
