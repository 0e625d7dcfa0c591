// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "tests/support/eventually.hpp"
#include "tests/support/http_announces.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/tracker_process.hpp"

#include <caf/test/unit_test.hpp>

#include <csignal>
#include <memory>
#include <string>
#include <sys/resource.h>

namespace muster::test {

/// How long a stop may take on a machine that does other things.
inline constexpr std::chrono::seconds stop_time{20};

/// A tracker that can be ended and started again on the same data_dir. Rounds and sweeps take one
/// second.
struct restarted_tracker {
  scratch_folder folder;
  std::unique_ptr<tracker_process> tracker;
  endpoint at;

  restarted_tracker() {
    start();
  }

  std::vector<std::string> arguments() const {
    const auto path = folder.write(
        "musterd.toml",
        "[swarm]\nsweep_interval_seconds = 1\n[persistence]\nsnapshot_interval_seconds = 1\n");
    return {"--config", path, "--data-dir", folder.path("data"), "--listen", "127.0.0.1:0"};
  }

  void start() {
    tracker = std::make_unique<tracker_process>(arguments());
    at = tracker->wait_until_ready(1).front();
  }

  /// Waits until everything that was stored is there.
  void load() {
    CAF_REQUIRE(eventually([this] { return get("/readyz").status == 200; }));
  }

  /// @returns how it ended.
  exit_status end(int signal) {
    tracker->signal(signal);
    const auto result = tracker->wait_for_end(stop_time);
    CAF_REQUIRE(result.has_value());
    return *result;
  }

  void restart() {
    CAF_REQUIRE_EQUAL(end(SIGTERM), 0);
    start();
    load();
  }

  http_reply get(const std::string& target) const {
    return http_client{at}.get(target);
  }

  void announce(std::uint8_t torrent, std::uint16_t port, const std::string& more = "") const {
    decoded(get(announce_target(torrent, port) + more));
  }

  /// "complete incomplete downloaded" of a torrent.
  std::string scrape(std::uint8_t torrent) const {
    const auto reply = decoded(get(scrape_target({torrent})));
    const auto& entry = *reply.find("files")->find(an_info_hash(torrent).view());
    return std::to_string(integer(entry, "complete")) + ' '
           + std::to_string(integer(entry, "incomplete")) + ' '
           + std::to_string(integer(entry, "downloaded"));
  }

  std::uint64_t metric(const std::string& name) const {
    const auto text = get("/metrics").body;
    const auto found = text.find('\n' + name + ' ');
    return found == std::string::npos ? 0 : std::stoull(text.substr(found + name.size() + 2));
  }

  /// Waits until a round that begins after this call has ended.
  void wait_for_round() const {
    const auto before = metric("muster_snapshot_rounds_total");
    CAF_REQUIRE(eventually([&] { return metric("muster_snapshot_rounds_total") >= before + 2; }));
  }

  bool has_status(const std::string& status) const {
    return get("/healthz").body.find("\"status\":\"" + status + '"') != std::string::npos;
  }

  /// Limits the size of files that the running tracker may write.
  void limit_files(rlim_t bytes) const {
    const rlimit limit{bytes, RLIM_INFINITY};
    CAF_REQUIRE_EQUAL(::prlimit(tracker->pid(), RLIMIT_FSIZE, &limit, nullptr), 0);
  }
};

} // namespace muster::test
