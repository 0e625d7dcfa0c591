// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/rocks.hpp"

#include "storage/store_files.hpp"

#include <rocksdb/env.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace muster::rocks {

namespace {

/// The names of the column families, by kind. RocksDB insists on one that is called default.
constexpr std::array<const char*, record_kind_count> family_names{
    "swarms", "totals", "history", "default"};

bool mentions(const std::string& text, std::string_view words) {
  return text.find(words) != std::string::npos;
}

/// RocksDB has no code for a folder that is in use, by itself or by another process.
bool is_locked(const rocksdb::Status& status) {
  const auto text = status.ToString();
  return status.IsIOError()
         && (mentions(text, "While lock file") || mentions(text, "lock hold by current process"));
}

/// Nor has it one for a column family that was not asked for.
bool has_unknown_family(const rocksdb::Status& status) {
  return status.IsInvalidArgument() && mentions(status.ToString(), "olumn families not opened");
}

storage_error error_of_open(const std::string& path, const rocksdb::Status& status) {
  using cause = storage_error::cause;
  if (is_locked(status))
    return {cause::in_use, path + " is in use by another musterd"};
  if (has_unknown_family(status))
    return {
        cause::newer_format, path
                                 + " has kinds of records that this musterd does not know; "
                                   "use a newer musterd"};
  return error_of(path, status);
}

std::vector<rocksdb::ColumnFamilyDescriptor> descriptors(const store_settings& settings) {
  const auto cache = rocksdb::NewLRUCache(settings.cache_bytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> result;
  for (const auto* name : family_names)
    result.emplace_back(name, family_options(settings, cache));
  return result;
}

/// Files are tidied while no other thread of the machine wants the processor. As an equal of a
/// reactor RocksDB takes half of what the two share, and announces wait for as much as half a
/// second.
void let_announces_go_first() {
  rocksdb::Env::Default()->LowerThreadPoolCPUPriority(
      rocksdb::Env::Priority::LOW, rocksdb::CpuPriority::kIdle);
}

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

} // namespace

open_database::~open_database() {
  for (auto* x : families)
    if (x != nullptr)
      db->DestroyColumnFamilyHandle(x);
}

storage_result<std::shared_ptr<open_database>>
open(const std::string& path, const store_settings& settings) {
  if (auto error = check_store_files(path))
    return std::move(*error);
  let_announces_go_first();
  const auto log = std::make_shared<info_log>();
  rocksdb::DB* db = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  const auto status = rocksdb::DB::Open(
      database_options(settings, log), path, descriptors(settings), &families, &db);
  if (!status.ok())
    return error_of_open(path, status);
  auto result = std::make_shared<open_database>();
  result->db.reset(db);
  result->log_damage = log->damage();
  std::copy(families.begin(), families.end(), result->families.begin());
  return result;
}

storage_error error_of(const std::string& what, const rocksdb::Status& status) {
  const auto why =
      status.IsCorruption() ? storage_error::cause::corrupt : storage_error::cause::unavailable;
  return {why, one_line(what + ": " + status.ToString())};
}

storage_error not_open(const std::string& why) {
  return {storage_error::cause::unavailable, "the store could not be opened again: " + why};
}

} // namespace muster::rocks
