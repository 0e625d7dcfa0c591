// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace muster::test {

/// A real `musterctl`. Ended the hard way if it is still there when this goes out of scope.
class ctl_process {
public:
  /// What its input is.
  enum class input_kind { pipe, terminal };

  /// Starts it and does not wait for anything.
  explicit ctl_process(std::vector<std::string> arguments, input_kind from = input_kind::pipe);
  ~ctl_process();

  ctl_process(const ctl_process&) = delete;
  ctl_process& operator=(const ctl_process&) = delete;

  /// Types one line.
  void type(const std::string& line);

  /// What Ctrl-C does.
  void interrupt() const;

  /// Waits until it has written `text`, to stdout or stderr.
  /// @returns whether it did.
  bool says(const std::string& text);

  /// Ends its input and waits for its end.
  /// @returns its exit code, or nothing if it does not come to its end.
  std::optional<int> finish();

  /// All it has written so far.
  [[nodiscard]] const std::string& output() const noexcept {
    return text_;
  }

private:
  /// Reads what it writes next.
  /// @returns false if that is nothing for a long time, or the end.
  bool read();

  pid_t pid_ = -1;
  int input_ = -1;
  int output_ = -1;
  std::string text_;
};

/// What came of a `musterctl` that ran to its end.
struct ctl_result {
  int code;
  std::string output;
};

ctl_result run_musterctl(std::vector<std::string> arguments);

} // namespace muster::test
