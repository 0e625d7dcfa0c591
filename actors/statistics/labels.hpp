// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/statistics/figures.hpp"

#include <string_view>

// The words that metrics and JSON have for the indices of the figures.
namespace muster {

[[nodiscard]] std::string_view label(protocol x) noexcept;
[[nodiscard]] std::string_view label(family x) noexcept;
[[nodiscard]] std::string_view label(announce_event x) noexcept;
[[nodiscard]] std::string_view label(http_error x) noexcept;
[[nodiscard]] std::string_view label(udp_drop x) noexcept;
[[nodiscard]] std::string_view label(store_state x) noexcept;
[[nodiscard]] std::string_view label(lasting_actor x) noexcept;

/// @pre `x != refusal::none`
[[nodiscard]] std::string_view label(refusal x) noexcept;

/// Calls `f(protocol, family, traffic)` for each protocol and family.
template <class F>
void for_each_traffic(const statistics_report& x, F f) {
  for (std::size_t p = 0; p < protocol_count; ++p)
    for (std::size_t i = 0; i < family_count; ++i)
      f(label(static_cast<protocol>(p)), label(static_cast<family>(i)), x.traffic[p][i]);
}

/// Calls `f(label, value)` for each element of an array that `Index` is the index of.
template <class Index, class Values, class F>
void for_each_labelled(const Values& values, F f) {
  // There is a refusal that is none, at index 0.
  constexpr std::size_t first = std::is_same_v<Index, refusal> ? 1 : 0;
  for (std::size_t i = first; i < values.size(); ++i)
    f(label(static_cast<Index>(i)), values[i]);
}

} // namespace muster
