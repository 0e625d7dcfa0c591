// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/configuration_loader.hpp"
#include "tests/support/scratch_folder.hpp"

#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace muster::test {

/// Loads configurations from text, through a file named tracker.toml in a folder of its own.
class configuration_files {
public:
  /// Writes the file.
  /// @returns its path.
  std::string file(std::string_view text) const {
    const auto path = folder.path("tracker.toml");
    std::ofstream{path, std::ios::binary} << text;
    return path;
  }

  std::variant<configuration, configuration_error> load(std::string_view text) const {
    return load_configuration(file(text), overrides);
  }

  /// Throws if the text is not accepted, because then the test fails.
  configuration accepted(std::string_view text) const {
    auto result = load(text);
    if (const auto* error = std::get_if<configuration_error>(&result))
      throw std::runtime_error{error->message};
    return std::get<configuration>(std::move(result));
  }

  /// The message for a text that is not accepted, without the path before the line.
  std::string refused(std::string_view text) const {
    const auto result = load(text);
    const auto* error = std::get_if<configuration_error>(&result);
    if (error == nullptr)
      return "accepted";
    const auto path = folder.path("tracker.toml:");
    return error->message.starts_with(path) ? error->message.substr(path.size()) : error->message;
  }

  scratch_folder folder;
  std::vector<option_override> overrides;
};

/// The line that sets an option below the header of its section, e.g. "[log]\nlevel = 1".
inline std::string setting(std::string_view key, std::string_view value) {
  const auto dot = key.find('.');
  const auto name = std::string{key.substr(dot + 1)};
  const auto header =
      dot == std::string_view::npos ? "" : '[' + std::string{key.substr(0, dot)} + "]\n";
  return header + name + " = " + std::string{value} + '\n';
}

} // namespace muster::test
