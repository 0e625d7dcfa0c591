// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/http/page.hpp"
#include "web/store_pages.hpp"

#include <caf/typed_response_promise.hpp>

#include <chrono>
#include <cstddef>
#include <vector>

namespace muster {

/// The pages of the store that are being made, with those who wait for them, and those that were
/// made just now: whoever asks for the same gets the same, so a page that everybody wants is made
/// once in a while and is in memory once.
///
/// Belongs to the pages actor.
class kept_pages {
public:
  using time_point = std::chrono::steady_clock::time_point;
  using promise = caf::typed_response_promise<page>;

  /// What tells one page from another.
  struct key {
    store_page_wanted wanted;
    bool zipped = false;

    friend bool operator==(const key&, const key&) = default;
  };

  /// How long a page is kept. Chosen: live figures change every two seconds.
  static constexpr std::chrono::seconds lifetime{1};

  /// Pages that are kept at a time; of more, the oldest go. Chosen: what a dozen people who open
  /// the statistics at once share; some megabytes for a second.
  static constexpr std::size_t kept_max = 8;

  /// Pages that are being made.
  [[nodiscard]] std::size_t being_made() const noexcept {
    return begun_.size();
  }

  /// Answers `who` with the page if it was made just now, or will when it is.
  /// @returns false if nobody has asked for it yet; then call `begin`.
  bool answer(const key& x, promise& who, time_point now);

  /// Those of them that somebody from `source` has asked for first.
  [[nodiscard]] std::size_t being_made_for(const address& source) const noexcept;

  /// The page is going to be made, for `who` first.
  void begin(const key& x, promise who, const address& source);

  /// The page is made: answers all who wait for it, and keeps it if it is any good.
  /// @returns whether it is kept; then call `forget` after `lifetime`.
  bool finish(const key& x, const page& made, time_point now);

  /// Gives back what is older than it may be.
  void forget(time_point now);

private:
  struct begun_page {
    key what;
    address source;
    std::vector<promise> waiting;
  };

  struct made_page {
    key what;
    page made;
    time_point kept_until;
  };

  std::vector<begun_page> begun_;
  /// In the order in which they were made.
  std::vector<made_page> made_;
};

} // namespace muster
