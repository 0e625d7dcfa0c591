// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE store_damage_test

#include "storage/store.hpp"
#include "tests/support/damage.hpp"
#include "tests/support/full_disk.hpp"
#include "tests/support/stores.hpp"

#include <caf/test/unit_test.hpp>

#include <filesystem>
#include <string>

namespace {

using namespace muster;
using test::message;
using test::opened_store;
using cause = storage_error::cause;

constexpr auto swarms = record_kind::swarms;
constexpr int record_count = 20'000;

/// Keys are spread like those of swarms.
std::string key(int i) {
  const auto x = static_cast<std::uint32_t>(i) * 214'748u;
  return {
      static_cast<char>(x >> 24), static_cast<char>(x >> 16), static_cast<char>(x >> 8),
      static_cast<char>(x)};
}

std::string value(int i) {
  return test::incompressible(static_cast<std::uint32_t>(i), 60);
}

class fixture {
public:
  fixture() : path{folder.path("store")} {
    // So little memory that the records become a file.
    settings.write_buffer_bytes = 64u << 10;
  }

  void fill() const {
    const auto records = opened_store(path, settings);
    store_batch batch;
    for (int i = 0; i < record_count; ++i)
      batch.put(swarms, key(i), value(i));
    CAF_REQUIRE_EQUAL(message(records->write(batch, true)), "no error");
    // Writing again moves what is in memory to the disk.
    CAF_REQUIRE_EQUAL(message(records->checkpoint(folder.path("copy"))), "no error");
  }

  /// Makes a store whose records are in its log only, each in a batch of its own.
  void write_log(int batches, std::size_t bytes) const {
    const auto records = opened_store(path);
    for (int i = 0; i < batches; ++i) {
      store_batch batch;
      batch.put(swarms, key(i), test::incompressible(static_cast<std::uint32_t>(i), bytes));
      CAF_REQUIRE_EQUAL(message(records->write(batch, false)), "no error");
    }
  }

  test::scratch_folder folder;
  std::string path;
  store_settings settings;
};

/// Walks to the end of the cursor or to where it cannot read.
int count(store_cursor& x) {
  int result = 0;
  for (; x.valid(); x.next())
    ++result;
  return result;
}

/// Writes until the disk is full.
/// @returns the first error, or nothing if there is room for a hundred megabytes.
std::optional<storage_error> write_until_full(store& records) {
  for (int i = 0; i < 100; ++i) {
    store_batch batch;
    batch.put(swarms, "large", std::string(1u << 20, static_cast<char>(i)));
    if (auto error = records.write(batch, false))
      return error;
  }
  return std::nullopt;
}

/// What a process does whose disk becomes full and is cleared again.
/// @returns the number of the step that went wrong, or 0.
int survive_full_disk(const std::string& path) {
  const auto records = opened_store(path);
  store_batch batch;
  batch.put(swarms, "before", "1");
  if (records->write(batch, true))
    return 1;
  test::limit_files(3u << 20);
  const auto error = write_until_full(*records);
  if (!error || error->why != cause::unavailable)
    return 2;
  if (!records->recover() && !write_until_full(*records))
    return 3;
  test::lift_limit_of_files();
  if (records->recover() || records->write(batch, true))
    return 4;
  const auto before = records->read(swarms, "before");
  return std::get<0>(before) == "1" ? 0 : 5;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(store_damage_tests, fixture)

CAF_TEST(without damage all records are read) {
  fill();
  const auto copy = opened_store(folder.path("copy"), settings);
  auto x = copy->cursor(swarms);
  CAF_CHECK_EQUAL(count(x), record_count);
  CAF_CHECK_EQUAL(message(x.error()), "no error");
}

CAF_TEST(a damaged place is reported and what is behind it can be read) {
  fill();
  test::damage_store(folder.path("copy"));
  const auto copy = opened_store(folder.path("copy"), settings);
  auto x = copy->cursor(swarms);
  const int before = count(x);
  CAF_REQUIRE(x.error());
  CAF_CHECK(x.error()->why == cause::corrupt);
  CAF_CHECK_LESS(before, record_count);
  x.skip_unreadable();
  CAF_CHECK_EQUAL(message(x.error()), "no error");
  CAF_REQUIRE(x.valid());
  const int behind = count(x);
  CAF_CHECK_GREATER(before + behind, record_count - 500);
  CAF_CHECK_LESS(before + behind, record_count);
}

CAF_TEST(a record in a damaged place is corrupt and others are not ) {
  fill();
  test::damage_store(folder.path("copy"));
  const auto copy = opened_store(folder.path("copy"), settings);
  int corrupt = 0;
  for (int i = 0; i < record_count; ++i) {
    const auto x = copy->read(swarms, key(i));
    if (const auto* error = std::get_if<storage_error>(&x))
      corrupt += error->why == cause::corrupt ? 1 : record_count;
    else if (std::get<0>(x) != value(i))
      corrupt += record_count;
  }
  CAF_CHECK_GREATER(corrupt, 0);
  CAF_CHECK_LESS(corrupt, 500);
}

CAF_TEST(a damaged table ends writing for good when tidying comes to it and reading goes on) {
  fill();
  test::damage_store(folder.path("copy"));
  const auto copy = opened_store(folder.path("copy"), settings);
  for (int i = 0; i < 3; ++i) {
    const auto error = test::write_until_tidied(*copy);
    CAF_REQUIRE(error);
    CAF_CHECK(error->why == cause::corrupt);
    CAF_CHECK(error->message.starts_with("the store is damaged"));
    CAF_CHECK(error->message.find(".sst") != std::string::npos);
    const auto again = copy->recover();
    CAF_REQUIRE(again);
    CAF_CHECK(again->why == cause::corrupt);
  }
  CAF_CHECK_EQUAL(
      test::value_of(copy->read(swarms, key(record_count - 1))).value_or("none"),
      value(record_count - 1));
}

CAF_TEST(a store whose table is missing is corrupt) {
  fill();
  for (const auto& x : std::filesystem::directory_iterator{folder.path("copy")})
    if (x.path().extension() == ".sst")
      std::filesystem::remove(x.path());
  const auto x = store::open(folder.path("copy"));
  CAF_REQUIRE(std::holds_alternative<storage_error>(x));
  CAF_CHECK(std::get<storage_error>(x).why == cause::corrupt);
  CAF_CHECK_EQUAL(message(x).find('\n'), std::string::npos);
}

CAF_TEST(a log that was cut off loses only what was written last and that is no damage) {
  write_log(2, 100);
  const auto log = test::log_of(path);
  const auto size = std::filesystem::file_size(log);
  for (const auto cut : {1u, 50u, 100u}) {
    const auto copy = folder.path("cut" + std::to_string(cut));
    std::filesystem::copy(path, copy);
    std::filesystem::resize_file(std::filesystem::path{copy} / log.filename(), size - cut);
    const auto records = opened_store(copy);
    CAF_CHECK_EQUAL(test::keys_of(records->cursor(swarms)).size(), 1u);
    CAF_CHECK_EQUAL(records->log_damage().places, 0u);
  }
}

CAF_TEST(room at the end of a log that was never written is no damage) {
  write_log(2, 100);
  const auto log = test::log_of(path);
  std::filesystem::resize_file(log, std::filesystem::file_size(log) + 10'000);
  const auto records = opened_store(path);
  CAF_CHECK_EQUAL(test::keys_of(records->cursor(swarms)).size(), 2u);
  CAF_CHECK_EQUAL(records->log_damage().places, 0u);
}

CAF_TEST(a damaged log loses the batches at that place and says how much that is) {
  constexpr int batches = 500;
  constexpr std::size_t bytes = 1000;
  write_log(batches, bytes);
  test::damage_log(path);
  const auto records = opened_store(path);
  const auto keys = test::keys_of(records->cursor(swarms));
  // At most those that share a block of 32 KiB of the log with it.
  CAF_CHECK_LESS(keys.size(), std::size_t{batches});
  CAF_CHECK_GREATER(keys.size(), std::size_t{batches - 35});
  CAF_CHECK_EQUAL(keys.front(), key(0));
  CAF_CHECK_EQUAL(keys.back(), key(batches - 1));
  CAF_CHECK_GREATER(records->log_damage().places, 0u);
  CAF_CHECK_LESS(records->log_damage().bytes, 2 * 32'768u);
  CAF_CHECK_GREATER(records->log_damage().bytes, (batches - keys.size()) * bytes / 2);
}

CAF_TEST(what is left of a damaged log is kept and the damage is told once) {
  write_log(500, 1000);
  test::damage_log(path);
  const auto left = test::keys_of(opened_store(path)->cursor(swarms));
  const auto again = opened_store(path);
  CAF_CHECK_EQUAL(test::keys_of(again->cursor(swarms)), left);
  CAF_CHECK_EQUAL(again->log_damage().places, 0u);
}

CAF_TEST(a log without damage says so) {
  write_log(500, 1000);
  const auto records = opened_store(path);
  CAF_CHECK_EQUAL(test::keys_of(records->cursor(swarms)).size(), 500u);
  CAF_CHECK_EQUAL(records->log_damage().bytes, 0u);
  CAF_CHECK_EQUAL(records->log_damage().places, 0u);
}

CAF_TEST(a full disk is an error that passes) {
  CAF_CHECK_EQUAL(test::in_child([&] { return survive_full_disk(path); }), 0);
}

CAF_TEST_FIXTURE_SCOPE_END()
