// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace muster {

/// Why something could not be stored or read.
struct storage_error {
  enum class cause : std::uint8_t {
    /// The folder cannot be used: missing, read-only, full. It may be usable later.
    unavailable,
    /// Another process has it.
    in_use,
    /// A newer muster has written it; nothing was changed.
    newer_format,
    /// What is there is not what was written.
    corrupt,
  };

  cause why = cause::unavailable;
  /// One line that says what is wrong and what was expected.
  std::string message;
};

/// What was asked for, or why there is none.
template <class T>
using storage_result = std::variant<T, storage_error>;

} // namespace muster
