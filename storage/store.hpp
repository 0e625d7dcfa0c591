// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "storage/record_kind.hpp"
#include "storage/storage_error.hpp"
#include "storage/store_batch.hpp"
#include "storage/store_cursor.hpp"
#include "storage/store_settings.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// What could not be read of a store's log, in which changes stand until they are in files.
struct log_damage {
  /// Damaged places. Each is at least one batch of changes.
  std::uint64_t places = 0;
  /// What had to be left out there.
  std::uint64_t bytes = 0;
};

/// A folder with records that outlive the process: keys and values of bytes, in kinds.
///
/// What was written is there after a crash of the process; after a crash of the machine what was
/// written before the last durable write is. A damaged place is reported where it is read and
/// never silently skipped. Of a damaged log the rest is read, and `log_damage` says what is
/// missing; the unfinished end that a crash of the machine leaves is no damage.
///
/// Any thread may call it, several at a time, but `open` and `recover` must be alone. Its calls
/// wait for the disk. All stores of a process have two threads in the background. One writes what
/// is in memory, with a low priority (`rocks::flush_nice`): writes come to wait for it. The other
/// tidies files while no other thread wants the processor (`SCHED_IDLE`): no write waits for that.
class store {
public:
  /// Opens the store in the folder `path`, which is made (for its owner only) if there is none. One
  /// that has only a part of the files of a store is corrupt, and nothing in it is touched.
  /// Only one process at a time can have it open.
  static storage_result<std::unique_ptr<store>>
  open(const std::string& path, const store_settings& settings = {});

  store(const store&) = delete;
  store& operator=(const store&) = delete;
  ~store();

  /// Writes all changes of `batch` or, if there is an error, none.
  /// @param durable  waits until the disk has this and all earlier writes.
  std::optional<storage_error> write(const store_batch& batch, bool durable);

  /// The value of `key`, or nothing if there is no such record.
  [[nodiscard]] storage_result<std::optional<std::string>>
  read(record_kind kind, std::string_view key) const;

  /// A cursor that sees the keys from `from` up to but not including `to`; empty: no bound.
  [[nodiscard]] store_cursor
  cursor(record_kind kind, std::string_view from = {}, std::string_view to = {}) const;

  /// Whether the folder that was opened is still in its place. What is written to a folder that
  /// was removed or moved away is lost to the next start, and no write fails. Costs two system
  /// calls.
  [[nodiscard]] std::optional<storage_error> check_folder() const;
  /// What the log lacked when the store was opened, or opened again.
  [[nodiscard]] muster::log_damage log_damage() const noexcept;

  /// Makes the store take writes again after the disk was full or failed. A full disk is noticed to
  /// have room again within some seconds: call it again until then. If the folder is not in its
  /// place any more (`check_folder`), what is there now is opened or, if nothing is, made: then it
  /// does not have what was written before.
  /// A store that is damaged where tidying its files leads never does; it can be read on.
  /// @returns why it still cannot; nothing if it can, or could before. After an error other than a
  ///          full disk nothing can be read either until it can.
  /// @pre no cursor of this store is alive; otherwise it may ask to try again.
  std::optional<storage_error> recover();

  /// Copies the store as it is now to `path`, a folder that must not exist and whose parent must;
  /// what can be shared on the same file system is, by hard links.
  /// @returns what an operator has to do to make it possible.
  [[nodiscard]] std::optional<storage_error> checkpoint(const std::string& path) const;

  /// About how much the records of a kind occupy, in memory and on the disk, with what is replaced
  /// or erased but not yet cleared away.
  [[nodiscard]] std::uint64_t disk_bytes(record_kind kind) const;

  /// The same of the keys from `from` up to but not including `to`.
  [[nodiscard]] std::uint64_t
  disk_bytes(record_kind kind, std::string_view from, std::string_view to) const;

private:
  struct database;

  explicit store(std::unique_ptr<database> x) noexcept;

  std::optional<storage_error> open_anew();

  std::unique_ptr<database> database_;
};

} // namespace muster
