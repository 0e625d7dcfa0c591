// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/address.hpp"
#include "tests/support/scratch_folder.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace muster::test {

/// How a process ended: its exit code, or minus the signal that ended it.
using exit_status = int;

/// A real `musterd` with its own folder, on free ports of loopback. Ended, if need be the hard way,
/// when this goes out of scope.
class tracker_process {
public:
  /// Starts `musterd` with these arguments and does not wait for anything. If they do not name a
  /// data directory, it is `data_dir`.
  /// @param descriptors_max  what the process may have; 0: as many as this one.
  explicit tracker_process(std::vector<std::string> arguments, unsigned descriptors_max = 0);
  ~tracker_process();

  tracker_process(const tracker_process&) = delete;
  tracker_process& operator=(const tracker_process&) = delete;

  /// Waits until it listens and answers.
  /// @returns where it listens, in the order of the listeners.
  /// @throws std::runtime_error with all it has said, if it ends or says nothing.
  std::vector<endpoint> wait_until_ready(std::size_t listeners);

  /// Waits until its log has a line with all of `words`.
  /// @returns whether one came in time.
  bool wait_for_line(const std::vector<std::string>& words);

  void signal(int number) const;

  /// A folder of its own.
  [[nodiscard]] std::string data_dir() const {
    return folder_.path(".");
  }

  [[nodiscard]] pid_t pid() const noexcept {
    return pid_;
  }

  /// Waits for its end.
  std::optional<exit_status> wait_for_end(std::chrono::seconds at_most);

  /// All it has written so far, to stdout and stderr.
  [[nodiscard]] const std::string& output();

private:
  /// Reads what it has written, waiting a little if there is nothing.
  /// @returns false at the end of its output.
  bool read_output(std::chrono::milliseconds at_most);

  scratch_folder folder_;
  pid_t pid_ = -1;
  int output_ = -1;
  std::string text_;
  std::optional<exit_status> ended_;
};

/// Runs `musterd` to its end.
struct finished_process {
  exit_status status;
  std::string output;
};

finished_process run_musterd(std::vector<std::string> arguments);

} // namespace muster::test
