// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace spdlog::sinks {
class sink;
} // namespace spdlog::sinks

namespace muster {

/// A log file that could not be opened.
struct log_output_error {
  /// Names the path and the reason.
  std::string message;
};

/// Where log lines go: stderr, or a file.
///
/// If it is a pipe or a terminal whose reader stands still, `write` waits once for a moment and
/// from then on gives lines up at once, until the reader goes on. So the logger always comes to an
/// end, and the tracker can stop.
class log_output {
public:
  /// @param path  of the file, which is appended to; empty: stderr.
  explicit log_output(std::string path);

  /// Opens the file; opens it anew if it was moved away. Creates it, and folders on its path, if
  /// they are missing. If that fails, what was open before stays in use.
  [[nodiscard]] std::optional<log_output_error> open();

  /// Writes one line and its end, down to the kernel.
  /// @returns false if the line is lost.
  bool write(std::string_view line) noexcept;

private:
  void open_stderr();
  void open_file();
  bool is_writable() noexcept;

  std::string path_;
  std::shared_ptr<spdlog::sinks::sink> sink_;
  int descriptor_ = -1;
  bool stalled_ = false;
};

} // namespace muster
