// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/configuration_loader.hpp"

#include "bin/configuration_rules.hpp"
#include "conf/configuration_builder.hpp"

#include <filesystem>
#include <utility>

namespace muster {

namespace {

/// Lets relative paths start from the data_dir.
configuration resolved(configuration x) {
  for (auto* path : {&x.admission.allow_list, &x.admission.deny_list, &x.log.file})
    if (!path->empty())
      *path = (std::filesystem::path{x.data_dir} / *path).lexically_normal().string();
  return x;
}

std::variant<configuration, configuration_error>
load_unresolved(const std::string& path, std::span<const option_override> overrides) {
  configuration_builder builder{options()};
  auto error = path.empty() ? std::nullopt : builder.read_file(path);
  for (auto x = overrides.begin(); !error && x != overrides.end(); ++x)
    error = builder.override_with(*x);
  if (error)
    return std::move(*error);
  if (const auto broken = find_broken_rule(builder.result()))
    return builder.error_of(*broken);
  return std::move(builder.result());
}

/// The keys of options that differ.
std::vector<std::string_view>
changed_keys(const configuration& from, const configuration& to, bool needing_restart) {
  return options().keys_if([&](const option<configuration>& x) {
    return x.needs_restart == needing_restart && !x.same(from, to);
  });
}

} // namespace

std::variant<configuration, configuration_error>
load_configuration(const std::string& path, std::span<const option_override> overrides) {
  auto result = load_unresolved(path, overrides);
  if (auto* loaded = std::get_if<configuration>(&result))
    *loaded = resolved(std::move(*loaded));
  return result;
}

std::variant<reloaded_configuration, configuration_error> reload_configuration(
    const std::string& path, std::span<const option_override> overrides,
    const configuration& running) {
  auto result = load_unresolved(path, overrides);
  if (auto* error = std::get_if<configuration_error>(&result))
    return std::move(*error);
  auto& fresh = std::get<configuration>(result);
  reloaded_configuration reloaded{running, {}, changed_keys(running, resolved(fresh), true)};
  // Another data_dir waits for the next start, so paths that are taken over start from this one.
  fresh.data_dir = running.data_dir;
  fresh = resolved(std::move(fresh));
  reloaded.taken_over = changed_keys(running, fresh, false);
  for (const auto& x : options())
    if (!x.needs_restart)
      x.copy(fresh, reloaded.configuration);
  return reloaded;
}

} // namespace muster
