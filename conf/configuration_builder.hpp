// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "conf/broken_rule.hpp"
#include "conf/configuration_error.hpp"
#include "conf/configuration_file.hpp"
#include "conf/option_table.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace muster {

/// Settings in the making. Remembers which option was set where, for messages about options that do
/// not go together.
template <class Settings>
class configuration_builder {
public:
  using maybe_error = std::optional<configuration_error>;

  /// @param options  must live as long.
  explicit configuration_builder(const option_table<Settings>& options) : options_(options) {
    // nop
  }

  /// Takes over what a file sets, up to its first mistake.
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

  /// @pre there is an option with the key of `x`
  maybe_error override_with(const option_override& x) {
    const auto& target = *options_.find(x.key);
    const auto origin = "musterd: " + std::string{x.flag};
    if (const auto mistake = target.read(x.value, result_))
      return configuration_error{origin + ": expected " + mistake->expected};
    origins_[target.key] = origin;
    return std::nullopt;
  }

  /// Says where one of the options was set that broke a rule. The defaults break none.
  [[nodiscard]] configuration_error error_of(const broken_rule& x) const {
    return {origin_of(x) + ": expected " + x.expected};
  }

  Settings& result() noexcept {
    return result_;
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

  [[nodiscard]] bool is_section(std::string_view key) const {
    return std::ranges::count(options_.sections(), key) != 0;
  }

  [[nodiscard]] maybe_error check_section(const assignment& x) const {
    if (is_section(x.key))
      return std::nullopt;
    if (const auto* target = options_.find(x.key))
      return configuration_error{place(x.position) + x.key + ": expected " + target->form};
    return unknown(x, "section", nearest_word(x.key, options_.sections()));
  }

  maybe_error assign(const assignment& x) {
    if (is_section(x.key))
      return configuration_error{
          place(x.position) + x.key + ": expected a section, written [" + x.key + ']'};
    const auto* target = options_.find(x.key);
    if (target == nullptr)
      return unknown(x, "key", options_.nearest(x.key));
    if (const auto mistake = target->read(x.value, result_))
      return configuration_error{
          place(mistake->position) + x.key + ": expected " + mistake->expected};
    origins_[target->key] = place(x.value.position) + x.key;
    return std::nullopt;
  }

  [[nodiscard]] std::string origin_of(const broken_rule& x) const {
    for (const auto key : x.keys)
      if (const auto found = origins_.find(key); found != origins_.end())
        return found->second;
    return "musterd: " + std::string{x.keys.front()};
  }

  const option_table<Settings>& options_;
  std::string path_;
  Settings result_;
  std::map<std::string_view, std::string> origins_;
};

} // namespace muster
