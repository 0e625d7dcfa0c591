// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "storage/access_list.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <variant>

namespace muster {

/// Reads the access lists again on a thread of its own, because long ones take seconds and signals
/// must be heeded meanwhile. The thread begins with the first request.
///
/// What is being read when this goes is abandoned. Belongs to the main thread.
class list_reload {
public:
  using result = std::variant<access_lists, access_list_error>;

  /// @param use  gets each result, on the thread of this, or that none can be read for lack of
  ///             memory or threads.
  explicit list_reload(std::function<void(result)> use) : use_(std::move(use)) {
    // nop
  }

  /// Reads these files, as soon as those are read that were asked for before. If more are asked for
  /// meanwhile, the last ones count.
  void request(std::string allow_path, std::string deny_path);

private:
  struct paths {
    std::string allow;
    std::string deny;
  };

  void run(const std::stop_token& stop);
  [[nodiscard]] static result read(const paths& from, const std::stop_token& stop);

  std::function<void(result)> use_;
  std::mutex mutex_;
  std::condition_variable_any requested_;
  std::optional<paths> next_;
  std::jthread thread_; // the last one, so that it ends before what it uses
};

} // namespace muster
