// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "storage/record_kind.hpp"
#include "storage/storage_error.hpp"
#include "storage/store.hpp"

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/options.h>
#include <rocksdb/status.h>

#include <array>
#include <cstdarg>
#include <memory>
#include <string>
#include <string_view>

/// How stores use RocksDB. For the sources of the store only, so that RocksDB stays out of other
/// headers.
namespace muster::rocks {

/// The nice value of the thread that writes what is in memory to files. Chosen by measurement; see
/// docs/decisions/0012.
inline constexpr int flush_nice = 10;
/// RocksDB writes a text file about itself unless it is told to write here. Debian builds it with
/// assertions, and one of them ends the process when that file cannot be written, for example
/// because the disk is full. What is wrong is in the status of each call, but for what is left out
/// of a damaged log: that is counted here.
class info_log final : public rocksdb::Logger {
public:
  using rocksdb::Logger::Logv;

  void Logv(const char* format, va_list arguments) override;

  /// To be asked when the database has been opened: only then is a log read.
  [[nodiscard]] const muster::log_damage& damage() const noexcept {
    return damage_;
  }

private:
  muster::log_damage damage_;
};

/// A database that is open, with a column family for each kind. Closes it when it goes.
struct open_database {
  std::unique_ptr<rocksdb::DB> db;
  std::array<rocksdb::ColumnFamilyHandle*, record_kind_count> families{};
  /// What its log lacked when it was opened.
  muster::log_damage log_damage;

  open_database() = default;
  open_database(const open_database&) = delete;
  open_database& operator=(const open_database&) = delete;
  ~open_database();

  [[nodiscard]] rocksdb::ColumnFamilyHandle* family(record_kind kind) const noexcept {
    return families[static_cast<std::size_t>(kind)];
  }
};

/// Opens or makes the database in a folder that exists, unless its files are those of a part of
/// one.
storage_result<std::shared_ptr<open_database>>
open(const std::string& path, const store_settings& settings);

rocksdb::DBOptions
database_options(const store_settings& settings, const std::shared_ptr<rocksdb::Logger>& log);

/// @param cache  shared by all kinds.
rocksdb::ColumnFamilyOptions
family_options(const store_settings& settings, const std::shared_ptr<rocksdb::Cache>& cache);

/// @param what  what was tried, such as the path of the store.
storage_error error_of(const std::string& what, const rocksdb::Status& status);

/// What a store says of which nothing is open, because it could not be opened again.
/// @param why  names its path.
storage_error not_open(const std::string& why);

inline rocksdb::Slice slice(std::string_view x) noexcept {
  return {x.data(), x.size()};
}

} // namespace muster::rocks
