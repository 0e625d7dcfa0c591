// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE folder_watch_test

#include "bin/folder_watch.hpp"
#include "tests/support/scratch_folder.hpp"

#include <caf/test/unit_test.hpp>

#include <filesystem>
#include <string>

namespace {

using namespace muster;

struct fixture {
  test::scratch_folder folder;
  std::string path = folder.path("home");
  bool is_made = std::filesystem::create_directory(path);
  folder_watch sut{path};
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(folder_watch_tests, fixture)

CAF_TEST(a folder that stays is no other) {
  CAF_CHECK(!sut.is_another());
  std::filesystem::create_directory(path + "/inner");
  CAF_CHECK(!sut.is_another());
}

CAF_TEST(a folder in the place of one that was moved away is another until it is accepted) {
  std::filesystem::rename(path, folder.path("away"));
  CAF_CHECK(!sut.is_another()); // there is none
  std::filesystem::create_directory(path);
  CAF_CHECK(sut.is_another());
  sut.accept();
  CAF_CHECK(!sut.is_another());
}

CAF_TEST(a folder in the place of one that was removed is another at once) {
  for (int i = 0; i < 10; ++i) {
    std::filesystem::remove(path);
    std::filesystem::create_directory(path);
    CAF_CHECK(sut.is_another());
    sut.accept();
  }
}

CAF_TEST(a file in the place of a folder is no other folder) {
  std::filesystem::remove(path);
  static_cast<void>(folder.write("home", "in the way"));
  CAF_CHECK(!sut.is_another());
}

CAF_TEST_FIXTURE_SCOPE_END()
