// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/admission/settings.hpp"
#include "actors/statistics/figures.hpp"
#include "actors/swarm/memory_budget.hpp"
#include "actors/swarm/settings.hpp"
#include "net/http/settings.hpp"
#include "net/settings.hpp"
#include "net/udp/connection_ids.hpp"
#include "storage/access_list.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/udp_client.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace muster::test {

/// How a tracker for tests is to be. The listeners are replaced.
struct local_tracker_options {
  announce_settings announce;
  http_settings http;
  admission_settings admission;
  limit_settings limits;
  memory_settings memory;
  swarm_settings swarms;
  access_lists lists;
  std::size_t reactors = 1;
  /// Whether there are UDP servers as well.
  bool with_udp = false;
  /// Requests over UDP that each server has room for.
  std::size_t udp_requests_max = 4096;
  /// How long they wait for a swarm.
  std::chrono::seconds udp_answer_time{5};
};

/// More than what fits between a server and a client that does not read.
inline constexpr std::size_t large_page_bytes = 8 << 20;

/// A tracker in this process: reactors with their threads, the swarm directory and servers, all
/// real, at free ports of 127.0.0.1 and [::1].
///
/// Statistics are collected, and pages are made, by stand-ins: `/healthz` is answered, `/broken`
/// fails, the answer to `/held` waits until the test gives it, `/open` is open-ended, `/large` has
/// `large_page_bytes`, and there is nothing else.
class local_tracker {
public:
  explicit local_tracker(local_tracker_options options = {});
  ~local_tracker();

  local_tracker(const local_tracker&) = delete;
  local_tracker& operator=(const local_tracker&) = delete;

  [[nodiscard]] endpoint at(family x = family::ipv4) const;

  [[nodiscard]] http_client connect(family x = family::ipv4) const {
    return http_client{at(x)};
  }

  [[nodiscard]] endpoint at_udp(family x = family::ipv4) const;

  [[nodiscard]] udp_client connect_udp(family x = family::ipv4) const {
    return udp_client{at_udp(x)};
  }

  /// What the UDP servers make their connection ids of.
  static connection_ids::secret connection_secret();

  /// What the servers have reported so far.
  [[nodiscard]] statistics_report totals() const;

  [[nodiscard]] std::size_t swarms() const;

  /// Requests for `/held` and `/held/open` that were not answered yet.
  [[nodiscard]] std::size_t pages_held() const;

  /// Answers the oldest of them, one for `/held/open` with an open-ended page.
  void answer_held_page();

  /// Clients that asked for `/open`, but for those of whom a server has said that they have left.
  [[nodiscard]] std::size_t viewers() const;

  /// Adds to the page of all viewers.
  void tell_viewers(std::string_view text);

  /// Lets the HTTP server of the first reactor hear that a request has failed.
  void fail_request(std::uint64_t token);

  void load(const access_lists& lists);

  /// Runs `work` while the swarm of a torrent belongs to another thread, so that what reactors ask
  /// of it waits until then.
  void while_held(const info_hash& x, const std::function<void()>& work);

  /// Runs `work` while no reactor does anything.
  void while_reactors_held(const std::function<void()>& work);

  /// Tells the servers to stop.
  void stop_serving();

  /// Tells the servers to turn everybody away.
  void drain();

  /// How many servers have said that they have no clients any more.
  [[nodiscard]] std::size_t drained() const;

  /// Says whether all reactors have stopped.
  [[nodiscard]] bool stopped() const;

private:
  struct parts;

  std::unique_ptr<parts> parts_;
};

} // namespace muster::test
