// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/rocks.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/env.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <cstdarg>
#include <memory>

namespace muster::rocks {

namespace {

/// The first of these that this RocksDB was built with; LZ4 costs least, ZSTD saves most.
rocksdb::CompressionType
first_supported(rocksdb::CompressionType wanted, rocksdb::CompressionType otherwise) {
  const auto supported = rocksdb::GetSupportedCompressions();
  const bool found = std::find(supported.begin(), supported.end(), wanted) != supported.end();
  return found ? wanted : otherwise;
}

/// RocksDB writes a text file about itself unless it is told to write here. Debian builds it with
/// assertions, and one of them ends the process when that file cannot be written, for example
/// because the disk is full. What is wrong is in the status of each call as well.
class no_log final : public rocksdb::Logger {
public:
  using rocksdb::Logger::Logv;

  void Logv(const char*, va_list) override {
  }
};

} // namespace

rocksdb::DBOptions database_options(const store_settings& settings) {
  rocksdb::DBOptions options;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.paranoid_checks = true;
  options.max_background_jobs = 1;
  options.max_open_files = static_cast<int>(settings.open_files_max);
  options.db_write_buffer_size = 3 * settings.write_buffer_bytes;
  options.max_total_wal_size = settings.log_bytes_max;
  // Little by little, instead of all at once when a file is complete.
  options.bytes_per_sync = 256u << 10;
  options.writable_file_max_buffer_size = 256u << 10;
  options.max_manifest_file_size = 4u << 20;
  options.info_log = std::make_shared<no_log>();
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  return options;
}

rocksdb::ColumnFamilyOptions
family_options(const store_settings& settings, const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = 8u << 10;
  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.write_buffer_size = settings.write_buffer_bytes;
  options.max_write_buffer_number = 2;
  options.target_file_size_base = 4u << 20;
  options.max_bytes_for_level_base = 64u << 20;
  // Keeps what is replaced or erased but still on the disk to a tenth.
  options.level_compaction_dynamic_level_bytes = true;
  options.compression = first_supported(rocksdb::kLZ4Compression, rocksdb::kNoCompression);
  options.bottommost_compression = first_supported(rocksdb::kZSTD, options.compression);
  return options;
}

} // namespace muster::rocks
