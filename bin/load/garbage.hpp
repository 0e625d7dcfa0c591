// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

// What a flood of garbage sends. The same number makes the same bytes on every machine.
namespace muster::load {

/// Writes random bytes into `out`. @returns how many: from none to all of it.
std::size_t write_garbage(std::uint64_t number, std::span<std::uint8_t> out) noexcept;

/// Puts something into `out`, in place of what is there, that ends as a request over HTTP does but
/// is none: random bytes, no version or a wrong one, an unknown method, or a header without colon.
void write_http_garbage(std::uint64_t number, std::string& out);

} // namespace muster::load
