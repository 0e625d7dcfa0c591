// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE secret_file_test

#include "storage/secret_file.hpp"
#include "tests/support/scratch_folder.hpp"

#include <caf/test/unit_test.hpp>

#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using namespace muster;

const std::string digits = "0123456789abcdefABCDEF0123456789abcdefABCDEF0123456789abcdef0123";

struct fixture {
  test::scratch_folder folder;
  std::string path = folder.path("a_secret");

  /// Writes the file, for its owner alone.
  void write(std::string_view content, mode_t mode = 0600) {
    static_cast<void>(folder.write("a_secret", content));
    ::chmod(path.c_str(), mode);
  }

  /// The secret; a failed test if there is none.
  std::string secret() {
    const auto result = load_secret_file(path, "the secret of a test");
    if (const auto* error = std::get_if<storage_error>(&result))
      CAF_FAIL(error->message);
    return std::get<std::string>(result);
  }

  /// What is wrong.
  std::string complaint() {
    const auto result = load_secret_file(path, "the secret of a test");
    const auto* error = std::get_if<storage_error>(&result);
    return error != nullptr ? error->message : "nothing";
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(secret_file_tests, fixture)

CAF_TEST(a secret that was loaded is kept in another folder) {
  const auto made = secret();
  std::filesystem::remove(path);
  CAF_CHECK(!keep_secret_file(path, made));
  CAF_CHECK_EQUAL(secret(), made);
}

CAF_TEST(a secret that is there already is not replaced by one that is kept) {
  write(digits);
  CAF_CHECK(!keep_secret_file(path, std::string(64, '0')));
  CAF_CHECK_EQUAL(secret(), digits);
}

CAF_TEST(a secret that cannot be kept is told with its file) {
  const auto nowhere = folder.path("nowhere/a_secret");
  const auto error = keep_secret_file(nowhere, digits);
  CAF_REQUIRE(error.has_value());
  CAF_CHECK(error->message.find(nowhere) != std::string::npos);
}

CAF_TEST(the first start makes a file with 64 hexadecimal digits and a line end) {
  const auto made = secret();
  CAF_CHECK_EQUAL(made.size(), 64u);
  CAF_CHECK(made.find_first_not_of("0123456789abcdef") == std::string::npos);
  const auto lines = test::lines_of(path);
  CAF_REQUIRE_EQUAL(lines.size(), 1u);
  CAF_CHECK_EQUAL(lines[0], made);
  CAF_CHECK_EQUAL(std::filesystem::file_size(path), 65u);
}

CAF_TEST(a file that was made is for its owner alone whatever the mask lets through) {
  const auto mask = ::umask(0);
  secret();
  ::umask(mask);
  struct stat status {};
  CAF_REQUIRE(::stat(path.c_str(), &status) == 0);
  CAF_CHECK_EQUAL(status.st_mode & 07777U, 0600U);
}

CAF_TEST(later starts read the same secret) {
  const auto made = secret();
  CAF_CHECK_EQUAL(secret(), made);
}

CAF_TEST(what a start that was cut off has left is no secret and goes) {
  static_cast<void>(folder.write("a_secret.new", digits.substr(7)));
  CAF_CHECK_EQUAL(secret().size(), digits.size());
  CAF_CHECK(!std::filesystem::exists(path + ".new"));
}

CAF_TEST(two files have two secrets) {
  const auto first = secret();
  std::filesystem::remove(path);
  CAF_CHECK(secret() != first);
}

CAF_TEST(a secret that an operator has written is taken with and without a line end) {
  write(digits);
  CAF_CHECK_EQUAL(secret(), digits);
  write(digits + '\n', 0400);
  CAF_CHECK_EQUAL(secret(), digits);
}

CAF_TEST(a file that others may use is refused) {
  for (const mode_t mode : {0640U, 0604U, 0620U, 0602U, 0610U, 0601U, 0644U, 0777U}) {
    write(digits, mode);
    CAF_CHECK_EQUAL(complaint(), path + ": expected a file for its owner alone, with mode 0600");
  }
  write(digits, 0600);
  CAF_CHECK_EQUAL(complaint(), "nothing");
}

CAF_TEST(a file that belongs to another user is refused and one of root is not ) {
  if (::geteuid() != 0)
    return; // who cannot give a file away cannot try
  write(digits);
  CAF_REQUIRE_EQUAL(::chown(path.c_str(), 4321, 4321), 0);
  CAF_CHECK_EQUAL(complaint(), path + ": expected a file that belongs to the user of musterd");
  CAF_REQUIRE_EQUAL(::chown(path.c_str(), 0, 0), 0);
  CAF_CHECK_EQUAL(complaint(), "nothing");
}

CAF_TEST(a file with anything else than 64 hexadecimal digits is refused and stays) {
  for (const auto& content :
       {std::string{}, std::string{"\n"}, digits.substr(1), digits + '0', digits + "\n\n",
        digits + "\r\n", ' ' + digits, digits + " ", digits.substr(1) + 'g',
        digits.substr(1) + '\0', digits + '\n' + digits, std::string(100'000, '0')}) {
    write(content);
    CAF_CHECK_EQUAL(complaint(), path + ": expected a line of 64 hexadecimal digits");
    CAF_CHECK_EQUAL(std::filesystem::file_size(path), content.size());
  }
}

CAF_TEST(what is no file is refused) {
  std::filesystem::create_directory(path);
  CAF_CHECK_EQUAL(complaint(), path + ": expected a file with the secret of a test");
  std::filesystem::remove(path);
  CAF_REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  CAF_CHECK_EQUAL(complaint(), path + ": expected a file with the secret of a test");
}

CAF_TEST(a link that leads nowhere is not followed to make a file) {
  std::filesystem::create_symlink(folder.path("elsewhere"), path);
  CAF_CHECK_EQUAL(complaint(), path + ": cannot be made: File exists");
  CAF_CHECK(!std::filesystem::exists(folder.path("elsewhere")));
}

CAF_TEST(without its folder there is no secret) {
  path = folder.path("none") + "/a_secret";
  CAF_CHECK_EQUAL(complaint(), path + ": cannot be made: No such file or directory");
}

CAF_TEST_FIXTURE_SCOPE_END()
