// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE log_format_test

#include "actors/log/log_format.hpp"
#include "tests/support/log_records.hpp"

#include <boost/json/parse.hpp>
#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <string>

namespace {

using namespace muster;
using namespace std::literals;
using test::a_record;
using test::at;

/// What stands for `value` in a logfmt line.
std::string in_logfmt(std::string_view value) {
  const auto line = write_line(a_record("x", 0, {{"key", std::string{value}}}), log_format::logfmt);
  return line.substr(line.find(" key=") + 5);
}

/// What a JSON parser makes of `value` after it was written.
std::string through_json(std::string_view value) {
  const auto line = write_line(a_record("x", 0, {{"key", std::string{value}}}), log_format::json);
  return boost::json::parse(line).at("key").as_string().c_str();
}

bool is_one_clean_line(std::string_view line) {
  return std::none_of(line.begin(), line.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '\x7F';
  });
}

} // namespace

CAF_TEST(a logfmt line has time and level and event and fields in this order) {
  log_record x{log_level::info, at(678), "listening", {{"address", "127.0.0.1:6969"}, {"n", "2"}}};
  CAF_CHECK_EQUAL(
      write_line(x, log_format::logfmt), "time=2026-01-02T03:04:05.678Z level=info event=listening "
                                         "address=127.0.0.1:6969 n=2");
}

CAF_TEST(a JSON line has the same in the same order) {
  log_record x{log_level::info, at(678), "listening", {{"address", "127.0.0.1:6969"}, {"n", "2"}}};
  CAF_CHECK_EQUAL(
      write_line(x, log_format::json),
      R"({"time":"2026-01-02T03:04:05.678Z","level":"info","event":"listening",)"
      R"("address":"127.0.0.1:6969","n":"2"})");
}

CAF_TEST(every level has its word) {
  CAF_CHECK_EQUAL(to_string(log_level::debug), "debug");
  CAF_CHECK_EQUAL(to_string(log_level::info), "info");
  CAF_CHECK_EQUAL(to_string(log_level::warning), "warning");
  CAF_CHECK_EQUAL(to_string(log_level::error), "error");
}

CAF_TEST(times before 1970 and parts of a millisecond are rounded down) {
  log_record x{log_level::info, std::chrono::system_clock::time_point{-1us}, "x", {}};
  CAF_CHECK_EQUAL(
      write_line(x, log_format::logfmt), "time=1969-12-31T23:59:59.999Z level=info event=x");
  x.time = at(0) + 999us;
  CAF_CHECK_EQUAL(
      write_line(x, log_format::logfmt), "time=2026-01-02T03:04:05.000Z level=info event=x");
}

CAF_TEST(a value without special characters needs no quotes) {
  CAF_CHECK_EQUAL(in_logfmt("[::1]:6969"), "[::1]:6969");
  CAF_CHECK_EQUAL(in_logfmt("/var/log/muster.log"), "/var/log/muster.log");
}

CAF_TEST(an empty value and spaces and equals signs are quoted) {
  CAF_CHECK_EQUAL(in_logfmt(""), "\"\"");
  CAF_CHECK_EQUAL(in_logfmt("two words"), "\"two words\"");
  CAF_CHECK_EQUAL(in_logfmt("a=b"), "\"a=b\"");
}

CAF_TEST(quotes and backslashes are escaped) {
  CAF_CHECK_EQUAL(in_logfmt(R"(say "hi")"), R"("say \"hi\"")");
  CAF_CHECK_EQUAL(in_logfmt(R"(a\b)"), R"("a\\b")");
  CAF_CHECK_EQUAL(through_json(R"(say "hi" \o/)"), R"(say "hi" \o/)");
}

CAF_TEST(line ends and other control characters are escaped) {
  CAF_CHECK_EQUAL(in_logfmt("a\nlevel=error"), R"("a\nlevel=error")");
  CAF_CHECK_EQUAL(in_logfmt("\r\t"), R"("\r\t")");
  CAF_CHECK_EQUAL(in_logfmt("\0"sv), R"("\u0000")");
  CAF_CHECK_EQUAL(in_logfmt("\x1b[2J"), R"("\u001b[2J")");
  CAF_CHECK_EQUAL(in_logfmt("\x7f"), R"("\u007f")");
}

CAF_TEST(control characters beyond ASCII and Unicode line separators are escaped) {
  CAF_CHECK_EQUAL(
      in_logfmt("\xC2\x9B"
                "2J"),
      R"("\u009b2J")");
  CAF_CHECK_EQUAL(in_logfmt("\xC2\x85"), R"("\u0085")");
  CAF_CHECK_EQUAL(in_logfmt("\xE2\x80\xA8"), R"("\u2028")");
  CAF_CHECK_EQUAL(in_logfmt("\xE2\x80\xA9"), R"("\u2029")");
}

CAF_TEST(UTF - 8 is kept as it is) {
  for (const auto* text :
       {"\xC2\xA0", "\xC3\xA4", "\xE2\x82\xAC", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF0\x90\x80\x80",
        "\xF0\x9F\x98\x80", "\xF4\x8F\xBF\xBF"}) {
    CAF_CHECK_EQUAL(in_logfmt(text), '"' + std::string{text} + '"');
    CAF_CHECK_EQUAL(through_json(text), text);
  }
}

CAF_TEST(each byte that is not UTF - 8 becomes a replacement character) {
  const auto replaced = [](int count) {
    std::string result;
    for (int i = 0; i < count; ++i)
      result += "\xEF\xBF\xBD";
    return result;
  };
  CAF_CHECK_EQUAL(
      through_json("a\xFF"
                   "b"),
      "a" + replaced(1) + "b");
  CAF_CHECK_EQUAL(through_json("\x80"), replaced(1));
  // Longer than needed, half of a pair, beyond Unicode, cut off.
  CAF_CHECK_EQUAL(through_json("\xC0\xAF"), replaced(2));
  CAF_CHECK_EQUAL(through_json("\xE0\x9F\xBF"), replaced(3));
  CAF_CHECK_EQUAL(through_json("\xED\xA0\x80"), replaced(3));
  CAF_CHECK_EQUAL(through_json("\xF0\x8F\xBF\xBF"), replaced(4));
  CAF_CHECK_EQUAL(through_json("\xF4\x90\x80\x80"), replaced(4));
  CAF_CHECK_EQUAL(through_json("\xE2\x82"), replaced(2));
  CAF_CHECK_EQUAL(through_json("\xC3("), replaced(1) + "(");
  CAF_CHECK_EQUAL(in_logfmt("\xFF"), '"' + replaced(1) + '"');
}

CAF_TEST(no pair of bytes breaks a line of either format) {
  for (int first = 0; first < 256; ++first)
    for (int second = 0; second < 256; ++second) {
      const std::string value{static_cast<char>(first), static_cast<char>(second)};
      const auto record = a_record("x", 0, {{"key", value}});
      const auto json = write_line(record, log_format::json);
      boost::json::error_code error;
      boost::json::parse(json, error);
      if (error || !is_one_clean_line(json)
          || !is_one_clean_line(write_line(record, log_format::logfmt)))
        CAF_FAIL("bytes " << first << " " << second << " break a line: " << json);
    }
}
