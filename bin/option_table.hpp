// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/configuration.hpp"
#include "conf/option_form.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace muster {

/// One option: all there is to know about it but its explanation, which is in conf/musterd.toml.
struct option {
  /// With its section: `http.listeners`.
  std::string_view key;
  /// What its numbers count; `none` if it has no numbers.
  std::string_view unit;
  /// Completes "expected …".
  std::string form;
  /// Whether a change is ignored until the next start; otherwise SIGHUP is enough.
  bool needs_restart = true;

  /// Takes the value over, if it is as expected.
  std::function<option_check(const option_value&, configuration&)> read;
  /// Says whether both have the same value.
  std::function<bool(const configuration&, const configuration&)> same;
  /// The value as the file has it.
  std::function<std::string(const configuration&)> show;
  /// Takes the value of the first over into the second.
  std::function<void(const configuration&, configuration&)> copy;
};

/// All options, in the order of conf/musterd.toml. There is no other list of them.
std::span<const option> options();

/// @returns null if there is no option of this name.
const option* find_option(std::string_view key);

/// The option whose name is most like `key`, which is none.
std::string_view nearest_option(std::string_view key);

/// The sections that options are in.
std::span<const std::string_view> sections();

} // namespace muster
