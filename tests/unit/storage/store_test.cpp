// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE store_test

#include "storage/store.hpp"
#include "tests/support/full_disk.hpp"
#include "tests/support/stores.hpp"

#include <caf/test/unit_test.hpp>
#include <rocksdb/c.h>

#include <filesystem>
#include <random>
#include <string>
#include <sys/stat.h>
#include <vector>

namespace {

using namespace muster;
using test::keys_of;
using test::message;
using test::opened_store;
using cause = storage_error::cause;
using strings = std::vector<std::string>;

constexpr auto swarms = record_kind::swarms;

class fixture : public test::store_fixture {
public:
  [[nodiscard]] cause why_not_opened() const {
    return std::get<storage_error>(store::open(path)).why;
  }

  void put_keys(const strings& keys) {
    for (const auto& key : keys)
      CAF_REQUIRE_EQUAL(put(swarms, key, key), "no error");
  }

  /// Does what a muster with one more kind of records would do.
  void add_kind(const char* name) const {
    char* error = nullptr;
    auto* options = rocksdb_options_create();
    std::vector<const char*> names{"default", "swarms", "totals", "history"};
    const std::vector<const rocksdb_options_t*> each(names.size(), options);
    std::vector<rocksdb_column_family_handle_t*> families(names.size());
    auto* db = rocksdb_open_column_families(
        options, path.c_str(), static_cast<int>(names.size()), names.data(), each.data(),
        families.data(), &error);
    CAF_REQUIRE(error == nullptr);
    families.push_back(rocksdb_create_column_family(db, options, name, &error));
    CAF_REQUIRE(error == nullptr);
    for (auto* x : families)
      rocksdb_column_family_handle_destroy(x);
    rocksdb_close(db);
    rocksdb_options_destroy(options);
  }

  [[nodiscard]] store_cursor all() const {
    return records->cursor(swarms);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(store_tests, fixture)

CAF_TEST(what was written is there after the store was opened again) {
  CAF_CHECK_EQUAL(put(swarms, "a", "1"), "no error");
  reopen();
  CAF_CHECK_EQUAL(read(swarms, "a"), "1");
}

CAF_TEST(what was not written is not there) {
  CAF_CHECK_EQUAL(read(swarms, "a"), "none");
}

CAF_TEST(a record may be empty and contain any byte) {
  const std::string bytes{"\0\xff\n", 3};
  CAF_CHECK_EQUAL(put(swarms, "empty", ""), "no error");
  CAF_CHECK_EQUAL(put(swarms, bytes, bytes), "no error");
  CAF_CHECK_EQUAL(read(swarms, "empty"), "");
  CAF_CHECK_EQUAL(read(swarms, bytes), bytes);
}

CAF_TEST(each kind has keys of its own) {
  CAF_CHECK_EQUAL(put(swarms, "a", "1"), "no error");
  CAF_CHECK_EQUAL(put(record_kind::history, "a", "2"), "no error");
  CAF_CHECK_EQUAL(read(swarms, "a"), "1");
  CAF_CHECK_EQUAL(read(record_kind::history, "a"), "2");
  CAF_CHECK_EQUAL(read(record_kind::totals, "a"), "none");
}

CAF_TEST(the changes of a batch are made in their order) {
  put_keys({"a", "b", "c", "d"});
  store_batch batch;
  CAF_CHECK(batch.empty());
  batch.put(swarms, "a", "new");
  batch.erase_range(swarms, "b", "d");
  batch.put(swarms, "c", "new");
  batch.erase(swarms, "d");
  CAF_CHECK_EQUAL(batch.size(), 4u);
  CAF_CHECK_EQUAL(message(records->write(batch, true)), "no error");
  CAF_CHECK_EQUAL(keys_of(all()), (strings{"a", "c"}));
  CAF_CHECK_EQUAL(read(swarms, "a"), "new");
}

CAF_TEST(a batch that was cleared changes nothing) {
  store_batch batch;
  batch.put(swarms, "a", "1");
  batch.clear();
  CAF_CHECK(batch.empty());
  CAF_CHECK_EQUAL(message(records->write(batch, false)), "no error");
  CAF_CHECK_EQUAL(read(swarms, "a"), "none");
}

CAF_TEST(a cursor walks in ascending order of unsigned bytes) {
  put_keys({"\xff", "b", "a", "ab", "\x7f"});
  CAF_CHECK_EQUAL(keys_of(all()), (strings{"a", "ab", "b", "\x7f", "\xff"}));
}

CAF_TEST(a cursor sees from its first key up to but not including its last) {
  put_keys({"a", "b", "c", "d"});
  CAF_CHECK_EQUAL(keys_of(records->cursor(swarms, "b", "d")), (strings{"b", "c"}));
  CAF_CHECK_EQUAL(keys_of(records->cursor(swarms, "bb", "")), (strings{"c", "d"}));
  CAF_CHECK_EQUAL(keys_of(records->cursor(swarms, "", "b")), strings{"a"});
}

CAF_TEST(a cursor finds the next and the previous record of a key) {
  put_keys({"b", "d"});
  auto x = all();
  for (const auto& [key, next] : {std::pair{"a", "b"}, {"b", "b"}, {"c", "d"}, {"d", "d"}}) {
    x.seek(key);
    CAF_CHECK_EQUAL(x.key(), std::string_view{next});
  }
  for (const auto& [key, previous] : {std::pair{"b", "b"}, {"c", "b"}, {"d", "d"}, {"e", "d"}}) {
    x.seek_before(key);
    CAF_CHECK_EQUAL(x.key(), std::string_view{previous});
  }
  x.seek("e");
  CAF_CHECK(!x.valid());
  x.seek_before("a");
  CAF_CHECK(!x.valid());
  CAF_CHECK_EQUAL(message(x.error()), "no error");
}

CAF_TEST(a cursor does not leave its bounds) {
  put_keys({"a", "b", "c"});
  auto x = records->cursor(swarms, "b", "c");
  x.seek_before("z");
  CAF_CHECK_EQUAL(x.key(), std::string_view{"b"});
  x.seek("a");
  CAF_CHECK_EQUAL(x.key(), std::string_view{"b"});
  x.seek_before("a");
  CAF_CHECK(!x.valid());
}

CAF_TEST(a cursor shows what was there when it was made) {
  put_keys({"a", "c"});
  auto x = all();
  put_keys({"b"});
  CAF_CHECK_EQUAL(keys_of(std::move(x)), (strings{"a", "c"}));
  CAF_CHECK_EQUAL(keys_of(all()), (strings{"a", "b", "c"}));
}

CAF_TEST(a store that is open cannot be opened a second time) {
  const auto second = store::open(path);
  CAF_CHECK_EQUAL(message(second), path + " is in use by another musterd");
  CAF_CHECK(why_not_opened() == cause::in_use);
}

CAF_TEST(a store that another process has open cannot be opened) {
  // The lock of a process does not pass on to its children.
  const auto why = test::in_child([&] { return static_cast<int>(why_not_opened()); });
  CAF_CHECK_EQUAL(why, static_cast<int>(cause::in_use));
}

CAF_TEST(the folder is for its owner only) {
  struct stat found {};
  CAF_REQUIRE_EQUAL(::stat(path.c_str(), &found), 0);
  CAF_CHECK_EQUAL(found.st_mode & 0777, 0700u);
}

CAF_TEST(a folder that cannot be made is named) {
  const auto wrong = folder.path("no/store");
  const auto x = store::open(wrong);
  CAF_CHECK_EQUAL(message(x), wrong + " cannot be made: No such file or directory");
  CAF_CHECK(std::get<storage_error>(x).why == cause::unavailable);
}

CAF_TEST(a file is no folder) {
  const auto file = folder.write("file", "text");
  const auto x = store::open(file);
  CAF_CHECK(std::get<storage_error>(x).why == cause::unavailable);
}

CAF_TEST(a store of a newer format is refused) {
  const auto known = read(record_kind::meta, "format");
  CAF_REQUIRE_EQUAL(known, std::string("\1\1\1\0\0\0", 6));
  CAF_REQUIRE_EQUAL(put(record_kind::meta, "format", {"\1\1\x9\0\0\0", 6}), "no error");
  records.reset();
  CAF_CHECK_EQUAL(
      message(store::open(path)),
      path + " has format 9, this musterd knows up to 1; use a newer musterd");
  CAF_CHECK(why_not_opened() == cause::newer_format);
}

CAF_TEST(a store with a kind of records that is not known is refused) {
  records.reset();
  add_kind("future");
  CAF_CHECK_EQUAL(
      message(store::open(path)),
      path + " has kinds of records that this musterd does not know; use a newer musterd");
  CAF_CHECK(why_not_opened() == cause::newer_format);
}

CAF_TEST(a store that does not say its format is refused) {
  CAF_REQUIRE_EQUAL(put(record_kind::meta, "format", "?"), "no error");
  records.reset();
  CAF_CHECK_EQUAL(message(store::open(path)), path + " does not say which format it has");
  CAF_CHECK(why_not_opened() == cause::corrupt);
}

CAF_TEST(a checkpoint is a store with what was there) {
  put_keys({"a"});
  CAF_CHECK_EQUAL(message(records->checkpoint(folder.path("copy"))), "no error");
  put_keys({"b"});
  const auto copy = opened_store(folder.path("copy"));
  CAF_CHECK_EQUAL(keys_of(copy->cursor(swarms)), strings{"a"});
}

CAF_TEST(a checkpoint does not replace a folder) {
  const auto error = records->checkpoint(folder.path(""));
  CAF_REQUIRE(error);
  CAF_CHECK(error->why == cause::unavailable);
}

CAF_TEST(what is written takes room) {
  CAF_CHECK_EQUAL(records->disk_bytes(swarms), 0u);
  std::mt19937 random;
  store_batch batch;
  for (int i = 0; i < 10'000; ++i)
    batch.put(swarms, std::to_string(i), std::to_string(random()) + std::to_string(random()));
  CAF_REQUIRE_EQUAL(message(records->write(batch, false)), "no error");
  CAF_CHECK_GREATER(records->disk_bytes(swarms), 0u);
  CAF_CHECK_EQUAL(records->disk_bytes(record_kind::history), 0u);
  // In memory it is only about known, in the files of a copy well.
  CAF_REQUIRE_EQUAL(message(records->checkpoint(folder.path("copy"))), "no error");
  const auto copy = opened_store(folder.path("copy"));
  CAF_CHECK_GREATER(copy->disk_bytes(swarms), 100'000u);
  CAF_CHECK_LESS(copy->disk_bytes(swarms), 300'000u);
  CAF_CHECK_GREATER(copy->disk_bytes(swarms, "2", "3"), 10'000u);
  CAF_CHECK_LESS(copy->disk_bytes(swarms, "2", "3"), 50'000u);
}

CAF_TEST(a store that is well has nothing to recover from) {
  put_keys({"a"});
  CAF_CHECK_EQUAL(message(records->recover()), "no error");
  CAF_CHECK_EQUAL(read(swarms, "a"), "a");
}

CAF_TEST_FIXTURE_SCOPE_END()
