// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "conf/nearest_word.hpp"
#include "conf/option.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

/// All options of a program, in the order of its file. Made once; what it returns lives as long.
template <class Settings>
class option_table {
public:
  /// Adds the options and rules of a section behind all others.
  void add(section<Settings> x) {
    for (auto& added : x.options) {
      if (!x.name.empty())
        added.key = std::string{x.name} + '.' + added.key;
      options_.push_back(std::move(added));
    }
    std::ranges::move(x.rules, std::back_inserter(rules_));
    if (!x.name.empty())
      sections_.push_back(x.name);
  }

  [[nodiscard]] auto begin() const noexcept {
    return options_.begin();
  }

  [[nodiscard]] auto end() const noexcept {
    return options_.end();
  }

  /// @returns null if there is no option of this name.
  [[nodiscard]] const option<Settings>* find(std::string_view key) const {
    const auto found = std::ranges::find(options_, key, &option<Settings>::key);
    return found == options_.end() ? nullptr : &*found;
  }

  /// The option whose name is most like `key`, which is none.
  [[nodiscard]] std::string_view nearest(std::string_view key) const {
    return nearest_word(key, keys_if([](const option<Settings>&) { return true; }));
  }

  /// The sections that have a name.
  [[nodiscard]] std::span<const std::string_view> sections() const noexcept {
    return sections_;
  }

  /// The keys of the options for which a predicate holds.
  template <class Predicate>
  [[nodiscard]] std::vector<std::string_view> keys_if(Predicate holds) const {
    std::vector<std::string_view> result;
    for (const auto& x : options_)
      if (holds(x))
        result.push_back(x.key);
    return result;
  }

  /// @returns the first rule of a section that is broken.
  [[nodiscard]] std::optional<broken_rule> find_broken_rule(const Settings& settings) const {
    for (const auto& check : rules_)
      if (auto broken = check(settings))
        return broken;
    return std::nullopt;
  }

  /// Writes all options, so that reading the text again gives the same settings.
  [[nodiscard]] std::string text_of(const Settings& settings) const {
    std::string result;
    std::string_view section;
    for (const auto& x : options_) {
      const std::string_view key = x.key;
      const auto dot = key.find('.');
      const auto in = dot == std::string_view::npos ? std::string_view{} : key.substr(0, dot);
      if (in != section)
        result += "\n[" + std::string{in} + "]\n";
      section = in;
      result +=
          std::string{in.empty() ? key : key.substr(dot + 1)} + " = " + x.show(settings) + '\n';
    }
    return result;
  }

private:
  std::vector<option<Settings>> options_;
  std::vector<rule<Settings>> rules_;
  std::vector<std::string_view> sections_;
};

} // namespace muster
