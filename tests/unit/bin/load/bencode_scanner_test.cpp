// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE bencode_scanner_test

#include "bin/load/bencode_scanner.hpp"
#include "net/protocol/bencode.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace {

using namespace muster;
using load::bencode_scanner;

bool is_accepted(std::string_view text) {
  bencode_scanner sut{text};
  return sut.skip_value(0) && sut.at_end();
}

/// Compares with the parser of the tracker for a text, all its beginnings, and all texts that
/// differ from it in one byte.
void check_like_parser(const std::string& text) {
  for (std::size_t size = 0; size <= text.size(); ++size)
    CAF_CHECK_EQUAL(
        is_accepted(text.substr(0, size)), bencode::parse(text.substr(0, size)) != std::nullopt);
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto changed = text;
    for (const char c : std::string_view{"0129-:abdeil", 12}) {
      changed[i] = c;
      if (is_accepted(changed) != (bencode::parse(changed) != std::nullopt))
        CAF_FAIL("differs for " << changed);
    }
  }
}

} // namespace

CAF_TEST(the scanner accepts what the parser accepts and nothing else) {
  for (const auto* text :
       {"i0e", "i-3e", "i9223372036854775807e", "i9223372036854775808e", "0:", "4:spam",
        "10:0123456789", "le", "li1e1:alee", "de", "d1:ai1e2:aa1:x1:bdee", "d0:i1e0:i2ee", "01:a",
        "i-0e", "i00e", "d8:completei1e8:intervali1800e5:peers6:abcdef6:peers60:e"})
    check_like_parser(text);
}

CAF_TEST(nesting is limited as in the parser) {
  for (std::size_t depth = bencode::depth_max - 1; depth <= bencode::depth_max + 1; ++depth) {
    const auto text = std::string(depth, 'l') + std::string(depth, 'e');
    CAF_CHECK_EQUAL(is_accepted(text), depth <= bencode::depth_max);
    CAF_CHECK_EQUAL(is_accepted(text), bencode::parse(text) != std::nullopt);
  }
  CAF_CHECK(!is_accepted(std::string(1'000'000, 'l')));
}

CAF_TEST(a dictionary is visited entry by entry) {
  bencode_scanner sut{"d1:ai7e1:b2:xye"};
  std::int64_t number = 0;
  std::string_view text;
  CAF_CHECK(sut.read_dictionary([&](std::string_view key) {
    return key == "a" ? sut.read_integer(number) : sut.read_string(text);
  }));
  CAF_CHECK_EQUAL(number, 7);
  CAF_CHECK_EQUAL(text, "xy");
  CAF_CHECK(sut.at_end());
}

CAF_TEST(a visit that fails ends the dictionary) {
  bencode_scanner sut{"d1:ai7e1:b2:xye"};
  int visits = 0;
  CAF_CHECK(!sut.read_dictionary([&](std::string_view) {
    ++visits;
    return false;
  }));
  CAF_CHECK_EQUAL(visits, 1);
}
