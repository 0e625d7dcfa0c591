// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/admission/options.hpp"

#include "conf/value_forms.hpp"
#include "conf/value_rules.hpp"

namespace muster {

namespace {

// With less, what musterd takes besides swarms, most of it the buffers of the store, would not
// leave enough for them, or not keep within a tenth of the budget.
std::optional<broken_rule> check_memory(const limit_settings& x) {
  constexpr std::uint64_t memory_min = std::uint64_t{128} << 20;
  if (x.memory_bytes_max == 0 || x.memory_bytes_max >= memory_min)
    return std::nullopt;
  return broken_rule{
      {"limits.memory_bytes_max"},
      with_value("memory_bytes_max", static_cast<std::int64_t>(x.memory_bytes_max))
          + " to be 0 or at least " + std::to_string(memory_min)};
}

} // namespace

section<admission_settings> admission_section() {
  return {
      "admission",
      {
          without_restart(row("allow_list", optional_path_form, &admission_settings::allow_list)),
          without_restart(row("deny_list", optional_path_form, &admission_settings::deny_list)),
          row("denied_ports", "ports", list_of{0, 1024, whole_number{1, 65535}},
              &admission_settings::denied_ports),
          row("denied_sources", list_of{0, 256, range_form}, &admission_settings::denied_sources),
      }};
}

section<limit_settings> limits_section() {
  constexpr whole_number rate{0, 1'000'000};
  constexpr whole_number burst{0, 10'000'000};
  constexpr auto tebibyte = std::int64_t{1} << 40;
  return {
      "limits",
      {
          row("private_sources", truth_value{}, &limit_settings::private_sources),
          row("announces_per_second", "announces per second", rate,
              &limit_settings::announces_per_second),
          row("scrapes_per_second", "scrapes per second", rate,
              &limit_settings::scrapes_per_second),
          row("new_swarms_per_second", "torrents per second", rate,
              &limit_settings::new_swarms_per_second),
          row("connects_per_second", "connection ids per second", rate,
              &limit_settings::connects_per_second),
          row("errors_per_second", "errors per second", rate, &limit_settings::errors_per_second),
          row("pages_per_second", "pages per second", rate, &limit_settings::pages_per_second),
          row("burst_seconds", "seconds", whole_number{1, 3600}, &limit_settings::burst_seconds),
          row("announces_burst", "announces", burst, &limit_settings::announces_burst),
          row("new_swarms_burst", "torrents", burst, &limit_settings::new_swarms_burst),
          row("network_factor", "sources", whole_number{1, 256}, &limit_settings::network_factor),
          row("memory_bytes_max", "bytes", whole_number{0, 16 * tebibyte},
              &limit_settings::memory_bytes_max),
          row("load_percent", "percent", whole_number{1, 100}, &limit_settings::load_percent),
      },
      {check_memory}};
}

} // namespace muster
