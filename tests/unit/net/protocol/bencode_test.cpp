// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE bencode_test

#include "net/protocol/bencode.hpp"
#include "tests/support/bencoding.hpp"

#include <caf/test/unit_test.hpp>

#include <limits>
#include <string>

namespace {

using namespace muster;

template <class T>
std::string written(T x) {
  std::string result;
  bencode::write(x, result);
  return result;
}

bool is_refused(std::string_view text) {
  return !bencode::parse(text);
}

std::string nested_lists(std::size_t depth, std::string_view innermost = "") {
  return std::string(depth, 'l') + std::string{innermost} + std::string(depth, 'e');
}

std::string nested_dictionaries(std::size_t depth) {
  std::string result = "de";
  for (std::size_t i = 1; i < depth; ++i)
    result = "d1:a" + result + 'e';
  return result;
}

constexpr auto smallest = std::numeric_limits<std::int64_t>::min();
constexpr auto largest = std::numeric_limits<std::int64_t>::max();

} // namespace

CAF_TEST(a string is written with its size) {
  CAF_CHECK_EQUAL(written(std::string_view{"spam"}), "4:spam");
  CAF_CHECK_EQUAL(written(std::string_view{""}), "0:");
  CAF_CHECK_EQUAL(written(std::string_view{"0123456789"}), "10:0123456789");
  CAF_CHECK_EQUAL(written(std::string_view("\0:\xff", 3)), std::string("3:\0:\xff", 5));
}

CAF_TEST(an integer is written in decimal digits) {
  CAF_CHECK_EQUAL(written(std::int64_t{0}), "i0e");
  CAF_CHECK_EQUAL(written(std::int64_t{-3}), "i-3e");
  CAF_CHECK_EQUAL(written(largest), "i9223372036854775807e");
  CAF_CHECK_EQUAL(written(smallest), "i-9223372036854775808e");
}

CAF_TEST(writing appends) {
  std::string out = "d";
  bencode::write_entry("a", std::string_view{"b"}, out);
  bencode::write_entry("c", std::int64_t{1}, out);
  CAF_CHECK_EQUAL(out, "d1:a1:b1:ci1e");
}

CAF_TEST(strings are read whatever their bytes) {
  const std::string text("3:\0e\xff", 5);
  const auto value = bencode::parse(text);
  CAF_REQUIRE(value && value->string() != nullptr);
  CAF_CHECK_EQUAL(*value->string(), std::string("\0e\xff", 3));
  CAF_CHECK(bencode::parse("0:")->string()->empty());
}

CAF_TEST(a string must be as long as it says) {
  CAF_CHECK(is_refused("4:spa"));
  CAF_CHECK(is_refused("4:spamm"));
  CAF_CHECK(is_refused("1:"));
  CAF_CHECK(is_refused("1"));
  CAF_CHECK(is_refused("18446744073709551615:a"));
  CAF_CHECK(is_refused("18446744073709551616:a"));
}

CAF_TEST(the size of a string has one spelling) {
  CAF_CHECK(is_refused("01:a"));
  CAF_CHECK(is_refused("00:"));
  CAF_CHECK(is_refused("-1:a"));
  CAF_CHECK(is_refused("+1:a"));
  CAF_CHECK(is_refused(" 1:a"));
  CAF_CHECK(is_refused(":a"));
  CAF_CHECK(is_refused("0x1:a"));
}

CAF_TEST(integers of 64 bits are read) {
  CAF_CHECK(bencode::parse("i0e")->integer() == 0);
  CAF_CHECK(bencode::parse("i-3e")->integer() == -3);
  CAF_CHECK(bencode::parse("i9223372036854775807e")->integer() == largest);
  CAF_CHECK(bencode::parse("i-9223372036854775808e")->integer() == smallest);
}

CAF_TEST(integers of more than 64 bits are refused) {
  CAF_CHECK(is_refused("i9223372036854775808e"));
  CAF_CHECK(is_refused("i-9223372036854775809e"));
}

CAF_TEST(an integer has one spelling) {
  for (const auto* text :
       {"ie", "i-e", "i-0e", "i00e", "i01e", "i-01e", "i+1e", "i 1e", "i1 e", "i1.0e", "i0x1e",
        "i1", "i", "i--1e", "iie", "1e", "i1ee"})
    CAF_CHECK(is_refused(text));
}

CAF_TEST(lists keep their order) {
  const auto value = bencode::parse("l1:bi1e1:alee");
  CAF_REQUIRE(value);
  const auto& elements = std::get<bencode::list>(value->data);
  CAF_REQUIRE_EQUAL(elements.size(), 4u);
  CAF_CHECK_EQUAL(*elements[0].string(), "b");
  CAF_CHECK(elements[1].integer() == 1);
  CAF_CHECK(std::get<bencode::list>(elements[3].data).empty());
  CAF_CHECK(is_refused("l"));
  CAF_CHECK(is_refused("li1e"));
  CAF_CHECK(is_refused("lei1e"));
}

CAF_TEST(dictionaries are read by key) {
  const auto value = bencode::parse("d1:ai1e2:aa1:x1:bdee");
  CAF_REQUIRE(value);
  CAF_CHECK(value->find("a")->integer() == 1);
  CAF_CHECK_EQUAL(*value->find("aa")->string(), "x");
  CAF_CHECK(value->find("c") == nullptr);
  CAF_CHECK(value->find("b")->find("a") == nullptr);
  CAF_CHECK(value->find("a")->find("a") == nullptr);
}

CAF_TEST(the keys of a dictionary ascend as bytes) {
  CAF_CHECK(!is_refused("d1:ai1e1:bi1ee"));
  CAF_CHECK(is_refused("d1:bi1e1:ai1ee"));
  CAF_CHECK(is_refused("d2:aai1e1:ai1ee"));
  CAF_CHECK(!is_refused("d1:\x7fi1e1:\x80i1ee"));
  CAF_CHECK(is_refused("d1:\x80i1e1:\x7fi1ee"));
}

CAF_TEST(a key stands once) {
  CAF_CHECK(is_refused("d1:ai1e1:ai2ee"));
  CAF_CHECK(is_refused("d0:i1e0:i2ee"));
}

CAF_TEST(keys are strings and have values) {
  for (const auto* text : {"di1ei1ee", "dlei1ee", "d1:ae", "d1:a", "d", "d1:ai1e", "de1:a"})
    CAF_CHECK(is_refused(text));
}

CAF_TEST(nothing may follow the value) {
  CAF_CHECK(is_refused(""));
  CAF_CHECK(is_refused("i1ei2e"));
  CAF_CHECK(is_refused("0:x"));
  CAF_CHECK(is_refused("de\n"));
  CAF_CHECK(is_refused("e"));
  CAF_CHECK(is_refused("x"));
}

CAF_TEST(nesting is limited) {
  CAF_CHECK(!is_refused(nested_lists(bencode::depth_max)));
  CAF_CHECK(!is_refused(nested_lists(bencode::depth_max, "i1e0:")));
  CAF_CHECK(is_refused(nested_lists(bencode::depth_max + 1)));
  CAF_CHECK(!is_refused(nested_dictionaries(bencode::depth_max)));
  CAF_CHECK(is_refused(nested_dictionaries(bencode::depth_max + 1)));
  CAF_CHECK(is_refused(std::string(1'000'000, 'l')));
}

CAF_TEST(a value of one kind is none of another) {
  const auto number = bencode::parse("i1e");
  const auto text = bencode::parse("1:a");
  CAF_CHECK(number->string() == nullptr);
  CAF_CHECK(!text->integer());
  CAF_CHECK(text->find("a") == nullptr);
}

CAF_TEST(what is read is written again in the same bytes) {
  for (const auto* text : {"i0e", "0:", "le", "de", "d1:ad1:bli1e1:xee1:c0:e"})
    CAF_CHECK(test::is_canonical(text));
}
