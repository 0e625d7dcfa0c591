// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/http/forwarded_for.hpp"
#include "net/http/request_head.hpp"
#include "net/routes.hpp"
#include "tests/fuzz/require.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

using namespace muster;

namespace {

/// Small, so that inputs that the fuzzer likes to make go beyond them.
constexpr request_limits limits{256, 512, "X-Forwarded-For"};

/// An address of this range is never the client.
const std::array<address_range, 1> trusted{address_range::parse("10.0.0.0/8").value()};

bool is_part_of(std::string_view part, std::string_view whole) {
  return part.empty()
         || (part.data() >= whole.data()
             && part.data() + part.size() <= whole.data() + whole.size());
}

/// Whatever a client begins a header with, the address that a proxy appends is the client's, or the
/// header is malformed.
void try_forwarded(const std::string& begun) {
  constexpr std::array<std::pair<forwarded_syntax, const char*>, 2> proxies{
      {{forwarded_syntax::addresses, ", 203.0.113.7, 10.0.0.1"},
       {forwarded_syntax::rfc_7239, ", for=203.0.113.7, for=10.0.0.1"}}};
  for (const auto& [syntax, appended] : proxies) {
    const auto client = forwarded_address(begun + appended, trusted, syntax);
    test::require(!client || to_string(*client) == "203.0.113.7");
    test::require(client || syntax == forwarded_syntax::rfc_7239);
    forwarded_address(begun, trusted, syntax);
  }
}

void check_complete(std::string_view bytes, std::size_t size, const request_head& head) {
  test::require(size > 0 && size <= bytes.size());
  // An absolute target without a path has the root, which is not in the bytes.
  test::require(is_part_of(head.path, bytes) || head.path == "/");
  test::require(is_part_of(head.query, bytes));
  test::require(head.path.find_first_of("?# \r\n") == std::string_view::npos);
  test::require(head.query.find_first_of("# \r\n") == std::string_view::npos);
  test::require(head.path.size() + head.query.size() <= limits.line_bytes_max);
  test::require(!head.has_body || !head.keep_alive);
  const std::array paths{std::string{"/t/announce"}};
  route_of(head.path, head.query, paths);
  try_forwarded(head.forwarded);
}

} // namespace

/// No bytes break the parser; a request is complete with its last byte and not before, and what
/// follows it does not change what it is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  request_head head;
  const auto parsed = parse_request_head(bytes, limits, head);
  if (parsed.status != request_status::complete) {
    test::require(parsed.size == 0);
    return 0;
  }
  check_complete(bytes, parsed.size, head);
  request_head alone;
  const auto again = parse_request_head(bytes.substr(0, parsed.size), limits, alone);
  test::require(again.status == request_status::complete && again.size == parsed.size);
  test::require(alone.path == head.path && alone.query == head.query);
  for (const auto cut : {std::size_t{1}, parsed.size / 2, parsed.size - 1}) {
    request_head less;
    const auto part = parse_request_head(bytes.substr(0, cut), limits, less);
    test::require(part.status == request_status::incomplete);
  }
  return 0;
}
