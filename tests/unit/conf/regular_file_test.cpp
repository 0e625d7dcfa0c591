// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE regular_file_test

#include "conf/regular_file.hpp"
#include "tests/support/scratch_folder.hpp"

#include <caf/test/unit_test.hpp>

#include <array>
#include <string>
#include <sys/stat.h>

namespace {

using namespace muster;

struct fixture {
  test::scratch_folder folder;

  static std::string why_not(const std::string& path) {
    const auto opened = regular_file::open(path);
    const auto* error = std::get_if<std::string>(&opened);
    return error != nullptr ? *error : "opened";
  }

  static bool is_refused(const std::string& path) {
    return why_not(path) == path + ": expected a regular file, not a folder, pipe or device";
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(regular_file_tests, fixture)

CAF_TEST(a file is read to its end) {
  auto opened = regular_file::open(folder.write("file", "abcde"));
  auto& file = std::get<regular_file>(opened);
  std::array<char, 3> buffer{};
  CAF_CHECK(file.read(buffer) == std::size_t{3});
  CAF_CHECK_EQUAL((std::string{buffer.data(), 3}), "abc");
  CAF_CHECK(file.read(buffer) == std::size_t{2});
  CAF_CHECK(file.read(buffer) == std::size_t{0});
}

CAF_TEST(a pipe that nobody writes to is refused at once) {
  CAF_REQUIRE_EQUAL(::mkfifo(folder.path("pipe").c_str(), 0600), 0);
  CAF_CHECK(is_refused(folder.path("pipe")));
}

CAF_TEST(a folder and a device are refused) {
  CAF_CHECK(is_refused(folder.path("")));
  CAF_CHECK(is_refused("/dev/zero"));
}

CAF_TEST(a file that is not there is named) {
  CAF_CHECK_EQUAL(
      why_not("/no/such/file"), "/no/such/file: cannot be read: No such file or directory");
}

CAF_TEST_FIXTURE_SCOPE_END()
