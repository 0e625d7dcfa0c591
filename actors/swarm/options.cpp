// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/swarm/options.hpp"

#include "conf/value_forms.hpp"

namespace muster {

section<swarm_settings> swarm_section() {
  return {
      "swarm",
      {
          row("peers_per_address_max", "peers", whole_number{1, 1000},
              &swarm_settings::peers_per_address_max),
          row("peer_lifetime_seconds", "seconds", whole_number{2, 604'800},
              &swarm_settings::peer_lifetime),
          row("sweep_interval_seconds", "seconds", whole_number{1, 3600},
              &swarm_settings::sweep_interval),
      }};
}

option<swarm_settings> external_addresses_option() {
  return row(
      "external_addresses", list_of{0, 2, address_form}, &swarm_settings::external_addresses);
}

} // namespace muster
