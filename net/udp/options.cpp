// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/udp/options.hpp"

#include "conf/value_forms.hpp"
#include "conf/value_rules.hpp"

namespace muster {

namespace {

std::optional<broken_rule> check_listeners(const udp_settings& x) {
  return check_each_once("udp.listeners", x.listeners);
}

} // namespace

section<udp_settings> udp_section() {
  return {
      "udp",
      {
          row("enabled", truth_value{}, &udp_settings::enabled),
          row("listeners", list_of{0, 64, endpoint_form}, &udp_settings::listeners),
          row("receive_buffer_bytes", "bytes", whole_number{4096, 1 << 30},
              &udp_settings::receive_buffer_bytes),
      },
      {check_listeners}};
}

} // namespace muster
