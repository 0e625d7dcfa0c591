// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/load_meter.hpp"

namespace muster {

void load_meter::add_busy(time_point begin, time_point end) noexcept {
  if (window_begin_ == time_point{})
    window_begin_ = begin;
  busy_ += end - begin;
  const auto span = end - window_begin_;
  if (span < window)
    return;
  const auto measured = static_cast<std::uint32_t>(100 * busy_ / span);
  // After a pause the last window says nothing about now.
  percent_ = span < 2 * window ? (percent_ + measured + 1) / 2 : measured;
  window_begin_ = end;
  busy_ = {};
}

} // namespace muster
