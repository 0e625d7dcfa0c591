// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstdlib>

namespace muster::test {

/// Ends the program if `holds` is false, which the fuzzer reports together with the input.
inline void require(bool holds) {
  if (!holds)
    std::abort();
}

} // namespace muster::test
