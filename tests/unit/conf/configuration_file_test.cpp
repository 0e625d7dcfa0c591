// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE configuration_file_test

#include "conf/configuration_file.hpp"
#include "tests/support/scratch_folder.hpp"

#include <caf/test/unit_test.hpp>

#include <fstream>
#include <sys/stat.h>

namespace {

using namespace muster;

/// The assignments of a text, which must be right.
std::vector<assignment> parsed(std::string_view text) {
  auto result = parse_configuration_text(text, "t.toml");
  CAF_REQUIRE(std::holds_alternative<std::vector<assignment>>(result));
  return std::get<std::vector<assignment>>(std::move(result));
}

std::string message(const parsed_file& x) {
  const auto* error = std::get_if<configuration_error>(&x);
  return error == nullptr ? "accepted" : error->message;
}

std::string message(std::string_view text) {
  return message(parse_configuration_text(text, "t.toml"));
}

std::string keys(const std::vector<assignment>& assignments) {
  std::string result;
  for (const auto& x : assignments)
    result += x.is_section ? '[' + x.key + "] " : x.key + ' ';
  return result;
}

} // namespace

CAF_TEST(an empty text sets nothing) {
  CAF_CHECK(parsed("").empty());
  CAF_CHECK(parsed("# only a comment\n\n").empty());
}

CAF_TEST(assignments come in the order of the text) {
  CAF_CHECK_EQUAL(
      keys(parsed("z = 1\na = 2\n[y]\nc = 3\nb = 4\n[x]\nd = 5\n")), "z a [y] y.c y.b [x] x.d ");
}

CAF_TEST(an empty section is there) {
  CAF_CHECK_EQUAL(keys(parsed("[http]\n")), "[http] ");
}

CAF_TEST(a dotted key is one in a section) {
  const auto x = parsed("http.idle = 1\n");
  CAF_REQUIRE_EQUAL(x.size(), 2u);
  CAF_CHECK_EQUAL(x.back().key, "http.idle");
}

CAF_TEST(a quoted dot separates nothing) {
  CAF_CHECK_EQUAL(keys(parsed("\"http.idle\" = 1\n")), "\"http.idle\" ");
}

CAF_TEST(a section within a section is a value that no option takes) {
  const auto x = parsed("[http.inner]\na = 1\n");
  CAF_REQUIRE_EQUAL(x.size(), 2u);
  CAF_CHECK_EQUAL(keys(x), "[http] http.inner ");
  CAF_CHECK(std::holds_alternative<std::monostate>(x.back().value.content));
}

CAF_TEST(keys and values know their line and column) {
  const auto x = parsed("\n[a]\n  key = 5\n");
  CAF_REQUIRE_EQUAL(x.size(), 2u);
  CAF_CHECK((x[1].position == text_position{3, 3}));
  CAF_CHECK((x[1].value.position == text_position{3, 9}));
}

CAF_TEST(whole numbers and texts and lists are told apart) {
  const auto x = parsed("a = -7\nb = \"text\"\nc = [1, \"x\"]\n");
  CAF_REQUIRE_EQUAL(x.size(), 3u);
  CAF_CHECK_EQUAL(std::get<std::int64_t>(x[0].value.content), -7);
  CAF_CHECK_EQUAL(std::get<std::string>(x[1].value.content), "text");
  const auto& list = std::get<option_value::list>(x[2].value.content);
  CAF_REQUIRE_EQUAL(list.size(), 2u);
  CAF_CHECK_EQUAL(std::get<std::int64_t>(list[0].content), 1);
  CAF_CHECK((list[1].position == text_position{3, 9}));
}

CAF_TEST(true and false are truth values) {
  const auto x = parsed("a = true\nb = false\n");
  CAF_CHECK(std::get<bool>(x[0].value.content));
  CAF_CHECK(!std::get<bool>(x[1].value.content));
}

CAF_TEST(other kinds of values are none that an option takes) {
  for (const auto& x : parsed("a = 1.5\nc = 2026-01-02\nd = 10:00:00\n"))
    CAF_CHECK(std::holds_alternative<std::monostate>(x.value.content));
}

CAF_TEST(what is not TOML is named with its place) {
  CAF_CHECK_EQUAL(
      message("a = 1\nb = \n"),
      "t.toml:2:5: not TOML: Error while parsing key-value pair: expected value, saw '\\n'");
  CAF_CHECK(message("a = 1\na = 2\n").starts_with("t.toml:2:"));
  CAF_CHECK(message("a = [1\n").starts_with("t.toml:"));
  CAF_CHECK(message("a = \"\xff\"\n").starts_with("t.toml:1:5: not TOML"));
  CAF_CHECK(message("a = 99999999999999999999\n").starts_with("t.toml:1:"));
}

CAF_TEST(a file of 64 KiB is read and a larger one is not ) {
  const test::scratch_folder folder;
  const auto path = folder.path("large.toml");
  std::ofstream{path, std::ios::binary} << '#' << std::string(64 * 1024 - 1, ' ');
  CAF_CHECK_EQUAL(message(read_configuration_file(path)), "accepted");
  std::ofstream{path, std::ios::app} << ' ';
  CAF_CHECK_EQUAL(
      message(read_configuration_file(path)), path + ": expected a file of at most 64 KiB");
}

CAF_TEST(a file without end is not read to its end) {
  CAF_CHECK_EQUAL(
      message(read_configuration_file("/dev/zero")),
      "/dev/zero: expected a regular file, not a folder, pipe or device");
}

CAF_TEST(a file that cannot be read is named with the reason) {
  const test::scratch_folder folder;
  const auto path = folder.path("missing.toml");
  CAF_CHECK_EQUAL(
      message(read_configuration_file(path)), path + ": cannot be read: No such file or directory");
  CAF_CHECK_EQUAL(
      message(read_configuration_file(folder.path(""))),
      folder.path("") + ": expected a regular file, not a folder, pipe or device");
}

CAF_TEST(nesting as deep as it gets does no harm) {
  std::string text;
  for (int i = 0; i < 4096; ++i)
    text += "a.";
  CAF_CHECK_EQUAL(keys(parsed(text + "a = 1\n")), "[a] a.a ");
  CAF_CHECK_EQUAL(message(text + "a.a = 1\n"), "t.toml: expected at most 4096 dots");
  CAF_CHECK(message("a = " + std::string(60'000, '[')).starts_with("t.toml:1:"));
}

CAF_TEST(a pipe is no configuration and is refused at once) {
  const test::scratch_folder folder;
  const auto pipe = folder.path("pipe");
  CAF_REQUIRE_EQUAL(::mkfifo(pipe.c_str(), 0600), 0);
  CAF_CHECK_EQUAL(
      message(read_configuration_file(pipe)),
      pipe + ": expected a regular file, not a folder, pipe or device");
}
