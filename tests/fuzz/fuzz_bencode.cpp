// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "tests/fuzz/require.hpp"
#include "tests/support/bencoding.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

using namespace muster;

/// What the strict reader accepts has one encoding only, so writing it again gives the input.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (bencode::parse(text))
    test::require(test::is_canonical(text));
  return 0;
}
