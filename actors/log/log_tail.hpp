// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/log/messages.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>

namespace muster {

/// The last lines of the log, for operators that look at it. Lines are numbered from 1 on.
class log_tail {
public:
  /// Lines that are kept; about 200 kB.
  static constexpr std::size_t lines_max = 1000;

  /// Lines that one answer has.
  static constexpr std::size_t page_lines_max = 200;

  void add(const log_record& x);

  /// The lines from where the question begins. Those of too little weight are left out but count.
  [[nodiscard]] log_page read(const log_query& question) const;

private:
  /// The number of the oldest line that is kept.
  [[nodiscard]] std::uint64_t oldest() const noexcept {
    return added_ - records_.size() + 1;
  }

  std::deque<log_record> records_;
  std::uint64_t added_ = 0;
};

} // namespace muster
