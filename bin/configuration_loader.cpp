// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/configuration_loader.hpp"

#include "bin/configuration_rules.hpp"
#include "bin/option_table.hpp"
#include "conf/configuration_file.hpp"
#include "conf/nearest_word.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

namespace muster {

namespace {

using maybe_error = std::optional<configuration_error>;

bool is_section(std::string_view key) {
  const auto known = sections();
  return std::find(known.begin(), known.end(), key) != known.end();
}

/// A configuration in the making. Remembers which option was set where, for messages about options
/// that do not go together.
class configuration_builder {
public:
  maybe_error read_file(const std::string& path) {
    path_ = path;
    auto text = read_configuration_file(path);
    if (auto* error = std::get_if<configuration_error>(&text))
      return std::move(*error);
    for (const auto& x : std::get<std::vector<assignment>>(text))
      if (auto error = x.is_section ? check_section(x) : assign(x))
        return error;
    return std::nullopt;
  }

  maybe_error override_with(const option_override& x) {
    const auto& target = *find_option(x.key);
    const auto origin = "musterd: " + std::string{x.flag};
    if (const auto mistake = target.read(x.value, configuration_))
      return configuration_error{origin + ": expected " + mistake->expected};
    origins_[target.key] = origin;
    return std::nullopt;
  }

  [[nodiscard]] maybe_error check_rules() const {
    const auto broken = find_broken_rule(configuration_);
    if (!broken)
      return std::nullopt;
    return configuration_error{origin_of(*broken) + ": expected " + broken->expected};
  }

  configuration& result() noexcept {
    return configuration_;
  }

private:
  [[nodiscard]] std::string place(text_position x) const {
    return path_ + ':' + std::to_string(x.line) + ':' + std::to_string(x.column) + ": ";
  }

  [[nodiscard]] configuration_error
  unknown(const assignment& x, std::string_view kind, std::string_view nearest) const {
    return {
        place(x.position) + x.key + ": unknown " + std::string{kind} + "; the nearest is "
        + std::string{nearest}};
  }

  [[nodiscard]] maybe_error check_section(const assignment& x) const {
    if (is_section(x.key))
      return std::nullopt;
    if (const auto* target = find_option(x.key))
      return configuration_error{place(x.position) + x.key + ": expected " + target->form};
    return unknown(x, "section", nearest_word(x.key, sections()));
  }

  maybe_error assign(const assignment& x) {
    if (is_section(x.key))
      return configuration_error{
          place(x.position) + x.key + ": expected a section, written [" + x.key + ']'};
    const auto* target = find_option(x.key);
    if (target == nullptr)
      return unknown(x, "key", nearest_option(x.key));
    if (const auto mistake = target->read(x.value, configuration_))
      return configuration_error{
          place(mistake->position) + x.key + ": expected " + mistake->expected};
    origins_[target->key] = place(x.value.position) + x.key;
    return std::nullopt;
  }

  /// Where the option was set that broke a rule. The defaults break none, so one of them was set.
  [[nodiscard]] std::string origin_of(const broken_rule& x) const {
    for (const auto key : x.keys)
      if (const auto found = origins_.find(key); found != origins_.end())
        return found->second;
    return "musterd: " + std::string{x.keys.front()};
  }

  std::string path_;
  configuration configuration_;
  std::map<std::string_view, std::string> origins_;
};

/// Lets relative paths start from the data_dir.
configuration resolved(configuration x) {
  for (auto* path : {&x.admission.allow_list, &x.admission.deny_list, &x.log.file})
    if (!path->empty())
      *path = (std::filesystem::path{x.data_dir} / *path).lexically_normal().string();
  return x;
}

std::variant<configuration, configuration_error>
load_unresolved(const std::string& path, std::span<const option_override> overrides) {
  configuration_builder builder;
  auto error = path.empty() ? std::nullopt : builder.read_file(path);
  for (auto x = overrides.begin(); !error && x != overrides.end(); ++x)
    error = builder.override_with(*x);
  if (!error)
    error = builder.check_rules();
  if (error)
    return std::move(*error);
  return std::move(builder.result());
}

/// The keys of options that differ.
std::vector<std::string_view>
changed_keys(const configuration& from, const configuration& to, bool needing_restart) {
  std::vector<std::string_view> result;
  for (const auto& x : options())
    if (x.needs_restart == needing_restart && !x.same(from, to))
      result.push_back(x.key);
  return result;
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
