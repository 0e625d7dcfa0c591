// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/log/log_record.hpp"

#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

namespace muster::test {

/// So many milliseconds after 2026-01-02T03:04:05Z.
inline std::chrono::system_clock::time_point at(std::int64_t milliseconds) {
  using namespace std::chrono;
  return sys_days{year{2026} / 1 / 2} + hours{3} + minutes{4} + seconds{5}
         + std::chrono::milliseconds{milliseconds};
}

/// A record of level `info`.
inline log_record a_record(
    std::string_view event, std::int64_t milliseconds = 0, std::vector<log_field> fields = {}) {
  return {log_level::info, at(milliseconds), event, std::move(fields)};
}

} // namespace muster::test
