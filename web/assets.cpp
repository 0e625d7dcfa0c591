// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "web/assets.hpp"

#include <algorithm>

namespace muster {

const asset* find_asset(std::string_view path) noexcept {
  const auto all = all_assets();
  const auto found = std::ranges::lower_bound(all, path, {}, &asset::path);
  return found != all.end() && found->path == path ? &*found : nullptr;
}

} // namespace muster
