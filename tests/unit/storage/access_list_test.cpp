// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE access_list_test

#include "storage/access_list.hpp"
#include "tests/support/announces.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/torrent_lists.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <sys/stat.h>

namespace {

using namespace muster;
using test::an_info_hash;

struct fixture {
  test::scratch_folder folder;
  access_lists lists;
};

std::string hex(std::uint8_t fill) {
  return to_hex(an_info_hash(fill));
}

std::string message(const std::optional<access_list_error>& error) {
  return error ? error->message : "no error";
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(access_list_tests, fixture)

CAF_TEST(without lists every torrent is served) {
  CAF_REQUIRE_EQUAL(message(load_access_lists("", "", lists)), "no error");
  CAF_CHECK(lists.admits(an_info_hash(1)));
}

CAF_TEST(with an allow list only its torrents are served) {
  const auto allowed = folder.write("allow", hex(1) + '\n' + hex(2) + '\n');
  CAF_REQUIRE_EQUAL(message(load_access_lists(allowed, "", lists)), "no error");
  CAF_CHECK(lists.admits(an_info_hash(1)));
  CAF_CHECK(lists.admits(an_info_hash(2)));
  CAF_CHECK(!lists.admits(an_info_hash(3)));
}

CAF_TEST(an empty allow list serves no torrent) {
  CAF_REQUIRE_EQUAL(message(load_access_lists(folder.write("allow", ""), "", lists)), "no error");
  CAF_CHECK(!lists.admits(an_info_hash(1)));
}

CAF_TEST(with a deny list its torrents are not served) {
  const auto denied = folder.write("deny", hex(1));
  CAF_REQUIRE_EQUAL(message(load_access_lists("", denied, lists)), "no error");
  CAF_CHECK(!lists.admits(an_info_hash(1)));
  CAF_CHECK(lists.admits(an_info_hash(2)));
}

CAF_TEST(a torrent on both lists is not served) {
  const auto allowed = folder.write("allow", hex(1) + '\n' + hex(2));
  const auto denied = folder.write("deny", hex(1));
  CAF_REQUIRE_EQUAL(message(load_access_lists(allowed, denied, lists)), "no error");
  CAF_CHECK(!lists.admits(an_info_hash(1)));
  CAF_CHECK(lists.admits(an_info_hash(2)));
}

CAF_TEST(blanks and comments and line ends of any kind are ignored) {
  const auto allowed = folder.write(
      "allow", "# torrents\r\n\r\n \t\n  " + hex(1) + "\t # the first\r\n" + hex(2) + "#x\n#");
  CAF_REQUIRE_EQUAL(message(load_access_lists(allowed, "", lists)), "no error");
  CAF_CHECK_EQUAL(lists.allowed->size(), 2u);
  CAF_CHECK(lists.admits(an_info_hash(1)));
  CAF_CHECK(lists.admits(an_info_hash(2)));
}

CAF_TEST(digits of either case name the same torrent) {
  const auto allowed = folder.write("allow", std::string(40, 'A') + '\n' + std::string(40, 'a'));
  CAF_REQUIRE_EQUAL(message(load_access_lists(allowed, "", lists)), "no error");
  CAF_CHECK_EQUAL(lists.allowed->size(), 1u);
  CAF_CHECK(lists.admits(an_info_hash(0xaa)));
}

CAF_TEST(a wrong line is named by file and number) {
  for (const auto& line :
       {std::string(39, 'a'), std::string(41, 'a'), std::string(64, 'a'),
        std::string(39, 'a') + 'g', hex(1) + ' ' + hex(2), std::string{"deny"}}) {
    const auto allowed = folder.write("allow", hex(1) + "\n\n" + line + '\n');
    CAF_CHECK_EQUAL(
        message(load_access_lists(allowed, "", lists)),
        allowed + ":3: expected an info_hash of 40 hexadecimal digits");
  }
}

CAF_TEST(a file that is not there is named) {
  CAF_CHECK_EQUAL(
      message(load_access_lists("", folder.path("none"), lists)),
      folder.path("none") + ": cannot be read: No such file or directory");
}

CAF_TEST(a folder is no list) {
  CAF_CHECK_EQUAL(
      message(load_access_lists(folder.path(""), "", lists)),
      folder.path("") + ": expected a regular file, not a folder, pipe or device");
}

CAF_TEST(a mistake in one list leaves both as they were) {
  CAF_REQUIRE(
      !load_access_lists(folder.write("allow", hex(1)), folder.write("deny", hex(2)), lists));
  CAF_CHECK(load_access_lists(folder.write("allow", hex(3)), folder.write("deny", "wrong"), lists));
  CAF_CHECK(lists.admits(an_info_hash(1)));
  CAF_CHECK(!lists.admits(an_info_hash(3)));
  CAF_CHECK(lists.denied.contains(an_info_hash(2)));
}

CAF_TEST(reading again replaces both lists) {
  CAF_REQUIRE(
      !load_access_lists(folder.write("allow", hex(1)), folder.write("deny", hex(2)), lists));
  CAF_REQUIRE(!load_access_lists("", folder.write("deny", hex(3)), lists));
  CAF_CHECK(lists.admits(an_info_hash(2)));
  CAF_CHECK(!lists.admits(an_info_hash(3)));
}

CAF_TEST(a pipe is no list) {
  const auto pipe = folder.path("pipe");
  CAF_REQUIRE_EQUAL(::mkfifo(pipe.c_str(), 0600), 0);
  CAF_CHECK_EQUAL(
      message(load_access_lists("", pipe, lists)),
      pipe + ": expected a regular file, not a folder, pipe or device");
}

CAF_TEST(a line may be so long and not longer) {
  const std::string comment = hex(1) + " #";
  const auto longest = comment + std::string(4096 - comment.size(), 'x');
  CAF_CHECK_EQUAL(
      message(load_access_lists(folder.write("allow", longest + '\n'), "", lists)), "no error");
  CAF_CHECK(lists.admits(an_info_hash(1)));
  const auto longer = folder.write("longer", hex(2) + '\n' + longest + "x\n");
  CAF_CHECK_EQUAL(
      message(load_access_lists(longer, "", lists)),
      longer + ":2: expected a line of at most 4096 bytes");
}

CAF_TEST(a list longer than what is read at once is read as a whole) {
  auto text = test::a_list_of_torrents(10'000);
  text.pop_back();
  CAF_CHECK_EQUAL(message(load_access_lists("", folder.write("deny", text), lists)), "no error");
  CAF_CHECK_EQUAL(lists.denied.size(), 10'000u);
}

CAF_TEST(a list that nobody waits for any more is given up and changes nothing) {
  lists.denied.insert(an_info_hash(1));
  const auto path = folder.write("deny", hex(2) + '\n');
  int asked = 0;
  const auto error = load_access_lists("", path, lists, [&] { return ++asked == 1; });
  CAF_CHECK_EQUAL(message(error), path + ": not read to its end, because the tracker stops");
  CAF_CHECK(!lists.admits(an_info_hash(1)));
  CAF_CHECK(lists.admits(an_info_hash(2)));
}

CAF_TEST_FIXTURE_SCOPE_END()
