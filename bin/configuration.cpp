// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/configuration.hpp"

#include "actors/admission/options.hpp"
#include "actors/log/options.hpp"
#include "actors/persistence/options.hpp"
#include "actors/swarm/options.hpp"
#include "conf/value_forms.hpp"
#include "net/http/options.hpp"
#include "net/options.hpp"
#include "net/udp/options.hpp"
#include "web/options.hpp"

namespace muster {

namespace {

section<configuration> process_section() {
  return {
      "",
      {
          row("reactors", "threads", whole_number{0, 256}, &configuration::reactors),
          row("data_dir", path_form, &configuration::data_dir),
      }};
}

section<configuration> whole_announce_section() {
  auto result = within(announce_section(), &configuration::announce);
  // Operators look for it among what replies say; moved_to stays the last of that.
  result.options.insert(
      result.options.end() - 1, within(external_addresses_option(), &configuration::swarm));
  return result;
}

option_table<configuration> all_options() {
  option_table<configuration> result;
  result.add(process_section());
  result.add(whole_announce_section());
  result.add(within(http_section(), &configuration::http));
  result.add(within(udp_section(), &configuration::udp));
  result.add(within(swarm_section(), &configuration::swarm));
  result.add(within(admission_section(), &configuration::admission));
  result.add(within(limits_section(), &configuration::limits));
  result.add(within(persistence_section(), &configuration::persistence));
  result.add(within(web_section(), &configuration::web));
  result.add(within(log_section(), &configuration::log));
  return result;
}

} // namespace

const option_table<configuration>& options() {
  static const auto table = all_options();
  return table;
}

std::string configuration_text_of(const configuration& x) {
  return options().text_of(x);
}

} // namespace muster
