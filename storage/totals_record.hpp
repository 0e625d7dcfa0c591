// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "storage/record_status.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace muster {

/// Counters over all runs, under `totals_key` in `record_kind::totals`. They have names, so that
/// counters can come and go from one version to the next.
struct totals_record {
  static constexpr std::uint8_t version = 1;

  std::map<std::string, std::uint64_t, std::less<>> values;

  friend bool operator==(const totals_record&, const totals_record&) = default;
};

inline constexpr std::string_view totals_key = "counters";

std::string write_totals_record(const totals_record& x);

/// @param out  unspecified unless the result is `ok`.
record_status read_totals_record(std::string_view bytes, totals_record& out);

} // namespace muster
