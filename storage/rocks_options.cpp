// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/rocks.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/table_properties_collectors.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <sys/resource.h>

namespace muster::rocks {

namespace {

/// The first of these that this RocksDB was built with; LZ4 costs least, ZSTD saves most.
rocksdb::CompressionType
first_supported(rocksdb::CompressionType wanted, rocksdb::CompressionType otherwise) {
  const auto supported = rocksdb::GetSupportedCompressions();
  const bool found = std::find(supported.begin(), supported.end(), wanted) != supported.end();
  return found ? wanted : otherwise;
}

/// So many files may wait to be tidied before writes wait for that. Where no processor ever has
/// time for it, reading gets slower with each; it does so for hours before it comes to this.
constexpr int untidy_files_max = 1000;

/// Of each kind one is filled and one written, and two may wait. Measured: with sixteen of them two
/// million swarms on a busy processor took 60 MiB more, and no stop was shorter.
constexpr int write_buffers_max = 4;

/// One in a hundred keys that a file does not have is looked for in vain.
constexpr double filter_bits_per_key = 10;

/// So many entries in a row are looked at for erasures; about as many as a list passes at once.
constexpr std::size_t erasure_window = 4096;

/// What RocksDB says of a part of its log that it leaves out, in no other place.
constexpr const char* loss_format = "dropping %d bytes";

/// Lowers the priority of the thread that flushes, but not as far as RocksDB itself could: whatever
/// fills memory waits for a flush in the end, and a machine that is busy all the time leaves
/// nothing to a thread that is idle.
class flush_priority final : public rocksdb::EventListener {
public:
  void OnFlushBegin(rocksdb::DB*, const rocksdb::FlushJobInfo&) override {
    // Of a thread; Linux takes 0 for the one that calls.
    ::setpriority(PRIO_PROCESS, 0, flush_nice);
  }
};

} // namespace

void info_log::Logv(const char* format, va_list arguments) {
  if (std::strstr(format, loss_format) == nullptr)
    return;
  std::array<char, 512> text{};
  std::vsnprintf(text.data(), text.size(), format, arguments);
  const auto* number = std::strstr(text.data(), "dropping ");
  ++damage_.places;
  if (number != nullptr)
    damage_.bytes += std::strtoull(number + std::strlen("dropping "), nullptr, 10);
}

rocksdb::DBOptions
database_options(const store_settings& settings, const std::shared_ptr<rocksdb::Logger>& log) {
  rocksdb::DBOptions options;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.paranoid_checks = true;
  options.max_background_jobs = 1;
  options.max_open_files = static_cast<int>(settings.open_files_max);
  // The one that opens the store. Sixteen would take 128 MiB of addresses for their stacks, and the
  // process ends if there are not as many.
  options.max_file_opening_threads = 1;
  options.db_write_buffer_size = 3 * settings.write_buffer_bytes;
  options.max_total_wal_size = settings.log_bytes_max;
  // Little by little, instead of all at once when a file is complete.
  options.bytes_per_sync = 256u << 10;
  options.writable_file_max_buffer_size = 256u << 10;
  options.max_manifest_file_size = 4u << 20;
  options.info_log = log;
  // What cannot be read of the log is left out, and not all that was written later as well: each
  // batch is whole without the others.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kSkipAnyCorruptedRecords;
  options.listeners.push_back(std::make_shared<flush_priority>());
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  return options;
}

rocksdb::ColumnFamilyOptions
family_options(const store_settings& settings, const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = 8u << 10;
  // Nearly all that is looked up is there, and most of it in the largest level: filters for the
  // levels above save a look at each of them, and are a tenth of what they would be for all.
  // Measured: docs/benchmarks/2026-11-30-lists.md.
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(filter_bits_per_key));
  rocksdb::ColumnFamilyOptions options;
  options.optimize_filters_for_hits = true;
  // Files that are half erasures are tidied first: lists are read across them.
  options.table_properties_collector_factories.push_back(
      rocksdb::NewCompactOnDeletionCollectorFactory(erasure_window, erasure_window / 2));
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.write_buffer_size = settings.write_buffer_bytes;
  options.max_write_buffer_number = write_buffers_max;
  options.level0_slowdown_writes_trigger = untidy_files_max;
  options.level0_stop_writes_trigger = 2 * untidy_files_max;
  options.target_file_size_base = 4u << 20;
  options.max_bytes_for_level_base = 64u << 20;
  // Keeps what is replaced or erased but still on the disk to a tenth.
  options.level_compaction_dynamic_level_bytes = true;
  options.compression = first_supported(rocksdb::kLZ4Compression, rocksdb::kNoCompression);
  options.bottommost_compression = first_supported(rocksdb::kZSTD, options.compression);
  return options;
}

} // namespace muster::rocks
