// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE store_folder_test

#include "tests/support/stores.hpp"

#include <caf/test/unit_test.hpp>

#include <filesystem>

namespace {

using namespace muster;
namespace fs = std::filesystem;

struct fixture : test::store_fixture {
  bool is_there() const {
    return !records->check_folder();
  }

  std::string recover() {
    return test::message(records->recover());
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(store_folder_tests, fixture)

CAF_TEST(a folder that stays is there) {
  CAF_CHECK(is_there());
  put(record_kind::swarms, "key", "value");
  CAF_CHECK(is_there());
  reopen();
  CAF_CHECK(is_there());
}

CAF_TEST(a folder that was removed or emptied or moved away or replaced is not ) {
  const std::string elsewhere = folder.path("elsewhere");
  fs::rename(path, elsewhere);
  CAF_CHECK(!is_there());
  fs::copy(elsewhere, path, fs::copy_options::recursive);
  CAF_CHECK(!is_there());
  fs::remove_all(path);
  CAF_CHECK(!is_there());
  fs::rename(elsewhere, path);
  CAF_CHECK(is_there());
  fs::remove(path + "/CURRENT");
  CAF_CHECK(!is_there());
}

CAF_TEST(after a folder was removed there is an empty store that can be written and opened) {
  put(record_kind::swarms, "old", "value");
  fs::remove_all(path);
  CAF_CHECK_EQUAL(recover(), "no error");
  CAF_CHECK(is_there());
  CAF_CHECK_EQUAL(read(record_kind::swarms, "old"), "none");
  CAF_CHECK_EQUAL(put(record_kind::swarms, "new", "value"), "no error");
  reopen();
  CAF_CHECK_EQUAL(read(record_kind::swarms, "new"), "value");
}

CAF_TEST(a store that was moved away keeps its records and gets none any more) {
  const std::string elsewhere = folder.path("elsewhere");
  put(record_kind::swarms, "old", "value");
  fs::rename(path, elsewhere);
  CAF_CHECK_EQUAL(recover(), "no error");
  put(record_kind::swarms, "new", "value");
  const auto moved = test::opened_store(elsewhere);
  CAF_CHECK(test::value_of(moved->read(record_kind::swarms, "old")).has_value());
  CAF_CHECK(!test::value_of(moved->read(record_kind::swarms, "new")).has_value());
}

CAF_TEST(a store that was put in the place of another is read and loses no file) {
  const std::string copy = folder.path("copy");
  put(record_kind::swarms, "old", "value");
  CAF_REQUIRE(!records->checkpoint(copy));
  fs::remove_all(path);
  fs::rename(copy, path);
  const auto files = [this] {
    std::size_t result = 0;
    for (const auto& x : fs::directory_iterator{path})
      result += std::size_t{x.path().extension() == ".sst"};
    return result;
  };
  const auto before = files();
  CAF_CHECK_EQUAL(recover(), "no error");
  CAF_CHECK_EQUAL(files(), before);
  CAF_CHECK_EQUAL(read(record_kind::swarms, "old"), "value");
}

CAF_TEST(a folder that cannot be made is told until it can) {
  const std::string parent = folder.path("parent");
  fs::create_directory(parent);
  const auto inner = test::opened_store(parent + "/store");
  fs::remove_all(parent);
  CAF_CHECK(inner->check_folder().has_value());
  const auto error = inner->recover();
  CAF_REQUIRE(error.has_value());
  CAF_CHECK(error->message.find("cannot be made") != std::string::npos);
  fs::create_directory(parent);
  CAF_CHECK(!inner->recover());
  CAF_CHECK(!inner->check_folder());
}

CAF_TEST_FIXTURE_SCOPE_END()
