// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/scrape.hpp"

#include <cstddef>
#include <cstdint>

namespace muster {

/// The counts that one scrape gathers from swarms, each of which answers for itself. The counts of
/// a torrent without a swarm stay as they were: zero, or what is remembered of it.
///
/// Belongs to a request, and to the thread of its server.
class scrape_gathering {
public:
  /// Begins another scrape, in the memory of the last one. No swarm may answer that any more.
  /// @returns where the torrents go, in the order of the reply. One may be in it twice.
  scrape_entries& begin() noexcept;

  /// One more swarm has been asked.
  void expect() noexcept {
    ++missing_;
  }

  /// Takes in the answer of a swarm. One for a torrent that was not asked for changes nothing.
  /// @returns whether that was the last one expected.
  bool take(const scrape_entry& answer) noexcept;

  /// Whether no swarm is expected to answer any more.
  [[nodiscard]] bool is_complete() const noexcept {
    return missing_ == 0;
  }

  [[nodiscard]] scrape_entries& entries() noexcept {
    return entries_;
  }

  [[nodiscard]] const scrape_entries& entries() const noexcept {
    return entries_;
  }

private:
  scrape_entries entries_;
  /// Swarms that have not answered yet.
  std::uint32_t missing_ = 0;
  /// The position after that of the last answer.
  std::uint32_t next_ = 0;
};

} // namespace muster
