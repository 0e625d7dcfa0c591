// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/build_description.hpp"

#include "web/version.hpp"

namespace muster {

std::string build_description() {
  return "musterd " + std::string{version()}
         + " (commit " MUSTER_COMMIT ", CAF " MUSTER_CAF_VERSION ", " MUSTER_BUILD_TYPE ")";
}

} // namespace muster
