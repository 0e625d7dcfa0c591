// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/log/log_record.hpp"
#include "actors/log/settings.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// The word for a level in configuration and log lines.
[[nodiscard]] std::string_view to_string(log_level x) noexcept;

/// Reads the word for a level.
[[nodiscard]] std::optional<log_level> parse_log_level(std::string_view text) noexcept;

/// Renders a record as one line, without its end:
///
///     time=2026-01-02T03:04:05.678Z level=info event=listening address=127.0.0.1:6969
///     {"time":"2026-01-02T03:04:05.678Z","level":"info","event":"listening","address":"[::1]:80"}
///
/// Whatever bytes the values hold, the line is valid UTF-8 without control characters and without
/// any character that ends a line: these are escaped as in JSON strings (RFC 8259, section 7), in
/// both formats, and bytes that are not UTF-8 become U+FFFD. All values in JSON are strings.
[[nodiscard]] std::string write_line(const log_record& x, log_format format);

} // namespace muster
