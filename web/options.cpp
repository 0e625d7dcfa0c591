// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "web/options.hpp"

namespace muster {

section<web_settings> web_section() {
  return {
      "web",
      {
          row("viewers_max", "connections", whole_number{0, 100'000}, &web_settings::viewers_max),
          row("viewers_per_address_max", "connections", whole_number{0, 100'000},
              &web_settings::viewers_per_address_max),
          row("operator_pages", truth_value{}, &web_settings::operator_pages),
      }};
}

} // namespace muster
