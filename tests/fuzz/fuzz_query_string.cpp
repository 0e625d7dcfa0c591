// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/protocol/http_announce.hpp"
#include "net/protocol/http_scrape.hpp"
#include "net/protocol/query_string.hpp"
#include "tests/fuzz/require.hpp"
#include "tests/support/bencoding.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

using namespace muster;

namespace {

/// Decodes in the plainest way there is, to compare with.
std::optional<std::string> plainly_decoded(std::string_view raw) {
  std::string result;
  while (!raw.empty()) {
    std::size_t used = 1;
    char c = raw.front();
    if (c == '%') {
      const std::string digits{raw.substr(1, 2)};
      if (digits.size() != 2
          || digits.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos)
        return std::nullopt;
      c = static_cast<char>(std::strtoul(digits.c_str(), nullptr, 16));
      used = 3;
    } else if (c == '+') {
      c = ' ';
    }
    result += c;
    raw.remove_prefix(used);
  }
  return result;
}

void try_decoder(std::string_view raw) {
  std::array<std::uint8_t, 20> bytes{};
  const auto size = percent_decode(raw, bytes);
  const auto expected = plainly_decoded(raw);
  test::require(size.has_value() == expected.has_value());
  if (!size)
    return;
  test::require(*size == expected->size());
  for (std::size_t i = 0; i < std::min(*size, bytes.size()); ++i)
    test::require(bytes[i] == static_cast<std::uint8_t>((*expected)[i]));
}

void try_text(std::string_view raw) {
  const auto expected = plainly_decoded(raw);
  const bool fits = expected && expected->size() <= decoded_text::bytes_max;
  test::require(decoded_text{raw}.view() == (fits ? std::string_view{*expected} : raw));
}

void try_refusal(refusal reason) {
  std::string out;
  write_http_refusal(reason, {{1800, 900}, info(reason).retry_in}, out);
  test::require(test::is_canonical(out));
}

void try_announce(std::string_view query) {
  const auto parsed = parse_http_announce(query, {50, 200});
  test::require(parsed.request.numwant <= 200);
  test::require(parsed.request.with_peer_ids == (parsed.form == peers_form::dictionaries));
  if (parsed.refusal != refusal::none)
    return try_refusal(parsed.refusal);
  std::string out;
  announce_reply reply;
  reply.peers.assign(12, '\xff');
  reply.peers6.assign(18, '\xff');
  write_http_announce_reply(reply, parsed.form, {1800, 900}, {}, "", out);
  test::require(test::is_canonical(out));
}

void try_scrape(std::string_view query) {
  constexpr std::size_t hashes_max = 4;
  const auto parsed = parse_http_scrape(query, hashes_max);
  test::require(parsed.entries.size() <= hashes_max);
  if (parsed.refusal != refusal::none)
    return try_refusal(parsed.refusal);
  test::require(!parsed.entries.empty());
  std::string out;
  write_http_scrape_reply(parsed.entries, 900, out);
  test::require(test::is_canonical(out));
}

} // namespace

/// No query string breaks a parser, and every query string has an answer that clients can read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  try_decoder(text);
  for_each_parameter(text, [](std::string_view name, std::string_view value) {
    try_decoder(value);
    try_text(name);
  });
  try_announce(text);
  try_scrape(text);
  return 0;
}
