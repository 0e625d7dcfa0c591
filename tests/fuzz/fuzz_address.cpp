// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/protocol/address.hpp"
#include "net/protocol/identifier.hpp"
#include "tests/fuzz/require.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

using namespace muster;

namespace {

void try_address(std::string_view text) {
  const auto x = address::parse(text);
  if (!x)
    return;
  test::require(text.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos);
  test::require(address::parse(to_string(*x)) == x);
  test::require(address::from_bytes(x->bytes()) == *x);
  test::require(!is_scoped(*x) || is_private(*x));
  test::require(address_range::parse(text)->contains(*x));
}

void try_endpoint(std::string_view text) {
  if (const auto x = parse_endpoint(text))
    test::require(parse_endpoint(to_string(*x)) == x);
}

void try_range(std::string_view text) {
  const auto range = address_range::parse(text);
  if (range)
    test::require(range->contains(*address::parse(text.substr(0, text.find('/')))));
}

void try_hex(std::string_view text) {
  info_hash x;
  info_hash again;
  if (parse_hex(text, x))
    test::require(parse_hex(to_hex(x), again) && x == again);
}

} // namespace

/// Whatever is read as an address, an endpoint, a range or an info_hash can be shown and read
/// again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  try_address(text);
  try_endpoint(text);
  try_range(text);
  try_hex(text);
  return 0;
}
