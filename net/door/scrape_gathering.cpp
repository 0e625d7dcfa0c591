// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/door/scrape_gathering.hpp"

namespace muster {

scrape_entries& scrape_gathering::begin() noexcept {
  entries_.clear();
  missing_ = 0; // of one that has failed some may still be missing
  next_ = 0;
  return entries_;
}

bool scrape_gathering::take(const scrape_entry& answer) noexcept {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    // The swarms of a reactor answer in the order in which they were asked, so it is mostly the
    // next.
    auto& entry = entries_[next_];
    next_ = next_ + 1 < entries_.size() ? next_ + 1 : 0;
    if (entry.info_hash == answer.info_hash) {
      entry.counts = answer.counts;
      return --missing_ == 0;
    }
  }
  return false;
}

} // namespace muster
