// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "web/version.hpp"

namespace muster {

std::string_view version() noexcept {
  return MUSTER_VERSION;
}

} // namespace muster
