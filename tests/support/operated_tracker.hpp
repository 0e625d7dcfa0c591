// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "tests/support/ctl_process.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/queries.hpp"
#include "tests/support/tracker_process.hpp"

#include <string>
#include <utility>
#include <vector>

namespace muster::test {

/// A running musterd, a client of it, and musterctl at its socket.
struct operated_tracker {
  tracker_process process{{"--listen", "127.0.0.1:0", "--reactors", "2"}};
  endpoint at = process.wait_until_ready(1).at(0);

  [[nodiscard]] std::vector<std::string> with_folder(std::vector<std::string> words) const {
    words.insert(words.begin(), {"--data-dir", process.data_dir()});
    return words;
  }

  [[nodiscard]] ctl_result ctl(std::vector<std::string> words) const {
    return run_musterctl(with_folder(std::move(words)));
  }

  /// Announces one peer and returns the reply's body.
  [[nodiscard]] std::string announce() const {
    return http_client{at}.get("/announce?" + an_announce_query().text()).body;
  }

  /// Whether clients are served as ever.
  [[nodiscard]] bool is_well() const {
    return announce().find("8:interval") != std::string::npos;
  }

  [[nodiscard]] std::string socket() const {
    return process.data_dir() + "/operator.sock";
  }
};

} // namespace muster::test
