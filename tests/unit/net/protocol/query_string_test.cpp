// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE query_string_test

#include "net/protocol/query_string.hpp"
#include "tests/support/queries.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

namespace {

using namespace muster;

std::optional<std::string> decoded(std::string_view raw) {
  std::array<std::uint8_t, 512> bytes;
  const auto size = percent_decode(raw, bytes);
  if (!size)
    return std::nullopt;
  return std::string(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(*size));
}

using parameters = std::vector<std::pair<std::string, std::string>>;

parameters split(std::string_view query) {
  parameters result;
  for_each_parameter(query, [&](auto key, auto value) { result.emplace_back(key, value); });
  return result;
}

std::string all_bytes() {
  std::string result;
  for (int byte = 0; byte < 256; ++byte)
    result += static_cast<char>(byte);
  return result;
}

} // namespace

CAF_TEST(every byte is decoded from lower case and from upper case escapes) {
  CAF_CHECK(decoded(test::percent_encoded(all_bytes(), test::hex_case::lower)) == all_bytes());
  CAF_CHECK(decoded(test::percent_encoded(all_bytes(), test::hex_case::upper)) == all_bytes());
  CAF_CHECK(decoded("%aF%Fa") == "\xaf\xfa");
}

CAF_TEST(an escaped zero or ampersand or equals sign is a byte like any other) {
  CAF_CHECK(decoded("%00") == std::string(1, '\0'));
  CAF_CHECK(decoded("%26%3D%3d%25%2B%23") == "&==%+#");
  CAF_CHECK(decoded("a%00b") == std::string("a\0b", 3));
}

CAF_TEST(an escape is decoded once) {
  CAF_CHECK(decoded("%2541") == "%41");
}

CAF_TEST(a plus is a space and an escaped plus is a plus) {
  CAF_CHECK(decoded("+") == " ");
  CAF_CHECK(decoded("a+b%2Bc%2bd%20e") == "a b+c+d e");
  CAF_CHECK(decoded("++%2B") == "  +");
}

CAF_TEST(a byte that is no percent sign and no plus stands for itself) {
  for (const char c : all_bytes())
    if (c != '%' && c != '+')
      CAF_CHECK(decoded(std::string(1, c)) == std::string(1, c));
}

CAF_TEST(a truncated escape is an error) {
  for (const auto* text : {"%", "%4", "abc%", "abc%4", "%41%", "%41%4"})
    CAF_CHECK(!decoded(text));
}

CAF_TEST(an escape of other characters than hexadecimal digits is an error) {
  for (const auto* text :
       {"%G0", "%0G", "%g0", "%-1", "%+1", "% 1", "%1 ", "%%41", "%u0041", "%@0", "%`0", "%/0",
        "%:0", "%\xe4\x30", "%0x41"})
    CAF_CHECK(!decoded(text));
  CAF_CHECK(!percent_decode(std::string_view("%\0\0", 3), {}));
}

CAF_TEST(bytes that do not fit are counted and not written) {
  std::array<std::uint8_t, 4> bytes{1, 2, 3, 4};
  CAF_CHECK(percent_decode("%61b%63", std::span{bytes}.first(2)) == 3u);
  CAF_CHECK(bytes == (std::array<std::uint8_t, 4>{'a', 'b', 3, 4}));
  CAF_CHECK(percent_decode("abcd", bytes) == 4u);
  CAF_CHECK(percent_decode("abc", {}) == 3u);
}

CAF_TEST(nothing decodes to nothing) {
  CAF_CHECK(decoded("") == "");
}

CAF_TEST(a name or number is decoded if it is encoded and kept where it is if not ) {
  const std::string_view plain = "51413";
  CAF_CHECK(decoded_text{plain}.view().data() == plain.data());
  CAF_CHECK(decoded_text{"%35%31%34%31%33"}.view() == "51413");
  CAF_CHECK(decoded_text{"info%5Fhash"}.view() == "info_hash");
  CAF_CHECK(decoded_text{"a+b%2B"}.view() == "a b+");
  CAF_CHECK(decoded_text{"%2541"}.view() == "%41");
}

CAF_TEST(a name or number with a broken escape stays as it is) {
  for (const auto* text : {"%", "5%3", "%zz", "1%", "%35%"})
    CAF_CHECK(decoded_text{text}.view() == text);
}

CAF_TEST(a name or number is decoded up to 64 bytes and stays as it is beyond) {
  const auto longest = std::string(decoded_text::bytes_max - 1, '7') + "%37";
  CAF_CHECK(decoded_text{longest}.view() == std::string(decoded_text::bytes_max, '7'));
  CAF_CHECK(decoded_text{'7' + longest}.view() == '7' + longest);
}

CAF_TEST(parameters are separated by ampersands) {
  CAF_CHECK(split("a=1&b=2") == (parameters{{"a", "1"}, {"b", "2"}}));
  CAF_CHECK(split("b=2&a=1&b=3") == (parameters{{"b", "2"}, {"a", "1"}, {"b", "3"}}));
}

CAF_TEST(a semicolon separates nothing) {
  CAF_CHECK(split("a=1;b=2") == (parameters{{"a", "1;b=2"}}));
}

CAF_TEST(a parameter without an equals sign has an empty value) {
  CAF_CHECK(split("a&b=&c") == (parameters{{"a", ""}, {"b", ""}, {"c", ""}}));
}

CAF_TEST(a value keeps its further equals signs) {
  CAF_CHECK(split("a==1&=b") == (parameters{{"a", "=1"}, {"", "b"}}));
}

CAF_TEST(parameters are handed over encoded) {
  CAF_CHECK(split("%61=%26&b=%3D") == (parameters{{"%61", "%26"}, {"b", "%3D"}}));
}

CAF_TEST(empty parameters do no harm) {
  CAF_CHECK(split("").empty());
  CAF_CHECK(split("&") == (parameters{{"", ""}}));
  CAF_CHECK(split("&&a=1&&") == (parameters{{"", ""}, {"", ""}, {"a", "1"}, {"", ""}}));
}
