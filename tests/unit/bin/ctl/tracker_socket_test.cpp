// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE tracker_socket_test

#include "bin/ctl/tracker_socket.hpp"
#include "net/operator_socket.hpp"
#include "tests/support/full_disk.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/unprivileged.hpp"

#include <caf/test/unit_test.hpp>

#include <filesystem>
#include <unistd.h>

namespace {

using namespace muster;

const std::string hint = "; expected a running musterd: start it, or say with --data-dir or "
                         "--socket where it is";

struct fixture {
  [[nodiscard]] static std::string complaint(const std::string& path) {
    const auto result = ctl::connect_to_tracker(path);
    const auto* error = std::get_if<attach_error>(&result);
    return error == nullptr ? "none" : error->message;
  }

  test::scratch_folder folder;
  std::string path = folder.path("operator.sock");
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(tracker_socket_tests, fixture)

CAF_TEST(a tracker that listens is connected to) {
  const operator_socket tracker{path};
  const auto result = ctl::connect_to_tracker(path);
  CAF_REQUIRE(std::holds_alternative<int>(result));
  ::close(std::get<int>(result));
}

CAF_TEST(an operator is told where nobody answers and what to do) {
  const auto no_answer = path + ": no tracker answers there: ";
  CAF_CHECK_EQUAL(complaint(path), no_answer + "No such file or directory" + hint);
  { // what a tracker leaves behind that is killed
    operator_socket tracker{folder.path("other.sock")};
    ::close(tracker.release());
    std::filesystem::rename(folder.path("other.sock"), path);
  }
  CAF_CHECK_EQUAL(complaint(path), no_answer + "Connection refused" + hint);
}

CAF_TEST(an operator who is not let in is told who is) {
  const operator_socket tracker{path};
  std::filesystem::permissions(folder.path("."), std::filesystem::perms::none);
  const auto expected = path
                        + ": no tracker answers there: Permission denied; expected to run as root "
                          "or as the user of musterd";
  CAF_CHECK_EQUAL(
      test::in_child(
          [&] { return test::become_unprivileged() && complaint(path) == expected ? 0 : 1; }),
      0);
  std::filesystem::permissions(folder.path("."), std::filesystem::perms::owner_all);
}

CAF_TEST(a path that no socket can have is refused) {
  const std::string longest(200, 'x');
  CAF_CHECK_EQUAL(
      complaint(longest), longest + ": no tracker answers there: File name too long" + hint);
}

CAF_TEST_FIXTURE_SCOPE_END()
