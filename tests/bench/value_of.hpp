// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "storage/storage_error.hpp"

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <utility>
#include <variant>

namespace muster::bench {

/// Ends a program whose store does not work.
[[noreturn]] inline void fail(const storage_error& error) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  std::exit(2);
}

/// What a store was asked for, or the end.
template <class T>
T value_of(storage_result<T> x) {
  if (const auto* error = std::get_if<storage_error>(&x))
    fail(*error);
  return std::get<0>(std::move(x));
}

} // namespace muster::bench
