// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <variant>

namespace muster {

/// A file that an operator has named, to be read once from its beginning to its end.
///
/// Only a regular file: to open a pipe that nobody writes to, or to read to the end of a terminal,
/// would take for ever, whatever signals come.
class regular_file {
public:
  /// Opens a file without waiting.
  /// @returns one line `path: …` if it is not there or no regular file.
  static std::variant<regular_file, std::string> open(const std::string& path);

  ~regular_file();

  regular_file(regular_file&& other) noexcept;
  regular_file(const regular_file&) = delete;
  regular_file& operator=(const regular_file&) = delete;

  /// Reads on, as much as `out` has room for or as there is.
  /// @returns how many bytes, 0 at the end; nothing if that failed, and errno says why.
  [[nodiscard]] std::optional<std::size_t> read(std::span<char> out) noexcept;

private:
  explicit regular_file(int descriptor) noexcept : descriptor_(descriptor) {
    // nop
  }

  int descriptor_;
};

} // namespace muster
