// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "conf/broken_rule.hpp"
#include "conf/option_form.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

/// One option of `Settings`: all there is to know about it but its explanation, which is in
/// conf/musterd.toml.
template <class Settings>
struct option {
  /// `listeners`; in a table with its section: `http.listeners`.
  std::string key;
  /// What its numbers count; `none` if it has no numbers.
  std::string_view unit;
  /// Completes "expected …".
  std::string form;
  /// Whether a change is ignored until the next start; otherwise SIGHUP is enough.
  bool needs_restart = true;

  /// Takes the value over, if it is as expected.
  std::function<option_check(const option_value&, Settings&)> read;
  /// Says whether both have the same value.
  std::function<bool(const Settings&, const Settings&)> same;
  /// The value as the file has it.
  std::function<std::string(const Settings&)> show;
  /// Takes the value of the first over into the second.
  std::function<void(const Settings&, Settings&)> copy;
};

/// Checks options together.
template <class Settings>
using rule = std::function<std::optional<broken_rule>(const Settings&)>;

/// The options of one part of the tracker, under a header of the file.
template <class Settings>
struct section {
  /// Empty: they stand before the first header.
  std::string_view name;
  std::vector<option<Settings>> options;
  /// Those that need no other section; what they name has the section before it.
  std::vector<rule<Settings>> rules = {};
};

/// An option that sets a field.
/// @param member, inner  the way to the field: a member of the settings, a member of that.
template <class Form, class Field, class Settings, class... Inner>
option<Settings>
row(std::string_view key, std::string_view unit, Form form, Field Settings::*member,
    Inner... inner) {
  const auto field = [ member, inner... ](auto& x) -> auto& {
    return ((x.*member).*....*inner);
  };
  option<Settings> result;
  result.key = key;
  result.unit = unit;
  result.form = form.text();
  result.read = [form, field](const option_value& x, Settings& out) {
    return form.read(x, field(out));
  };
  result.same = [field](const Settings& a, const Settings& b) {
    return field(a) == field(b);
  };
  result.show = [form, field](const Settings& x) {
    return form.write(field(x));
  };
  result.copy = [field](const Settings& from, Settings& to) {
    field(to) = field(from);
  };
  return result;
}

/// An option without a unit.
template <class Form, class Field, class Settings>
option<Settings> row(std::string_view key, Form form, Field Settings::*member) {
  return row(key, "none", form, member);
}

/// An option of which a change is taken over while the tracker runs.
template <class Settings>
option<Settings> without_restart(option<Settings> x) {
  x.needs_restart = false;
  return x;
}

/// The same option for settings that have those of `x` as a member.
template <class Part, class Settings>
option<Settings> within(option<Part> x, Part Settings::*member) {
  option<Settings> result;
  result.key = std::move(x.key);
  result.unit = x.unit;
  result.form = std::move(x.form);
  result.needs_restart = x.needs_restart;
  result.read = [read = std::move(x.read), member](const option_value& value, Settings& out) {
    return read(value, out.*member);
  };
  result.same = [same = std::move(x.same), member](const Settings& a, const Settings& b) {
    return same(a.*member, b.*member);
  };
  result.show = [show = std::move(x.show), member](const Settings& settings) {
    return show(settings.*member);
  };
  result.copy = [copy = std::move(x.copy), member](const Settings& from, Settings& to) {
    copy(from.*member, to.*member);
  };
  return result;
}

/// The same section for settings that have those of `x` as a member.
template <class Part, class Settings>
section<Settings> within(section<Part> x, Part Settings::*member) {
  section<Settings> result{x.name, {}};
  for (auto& part : x.options)
    result.options.push_back(within(std::move(part), member));
  for (auto& check : x.rules)
    result.rules.push_back([check = std::move(check), member](const Settings& settings) {
      return check(settings.*member);
    });
  return result;
}

} // namespace muster
