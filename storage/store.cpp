// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/store.hpp"

#include "storage/record.hpp"
#include "storage/rocks.hpp"
#include "storage/store_files.hpp"
#include "storage/store_walk.hpp"

#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/write_batch.h>

#include <atomic>
#include <sys/stat.h>
#include <sys/types.h>
#include <utility>

namespace muster {

namespace {

/// What the folder as a whole looks like: which kinds there are and how keys are built.
constexpr std::uint32_t format_known = 1;
constexpr std::string_view format_key = "format";

struct format_record {
  static constexpr std::uint8_t version = 1;

  std::uint32_t number = format_known;
};

template <class Archive>
void serialize(Archive& archive, format_record& x, std::uint8_t) {
  archive(x.number);
}

std::optional<storage_error> check_format(const std::string& path, std::string_view bytes) {
  using cause = storage_error::cause;
  format_record found;
  const auto status = read_record(bytes, found);
  if (status == record_status::corrupt)
    return storage_error{cause::corrupt, path + " does not say which format it has"};
  if (status == record_status::newer_version || found.number > format_known)
    return storage_error{
        cause::newer_format, path + " has format " + std::to_string(found.number)
                                 + ", this musterd knows up to " + std::to_string(format_known)
                                 + "; use a newer musterd"};
  return std::nullopt;
}

/// Reads which format the store has; a new one gets the present one.
std::optional<storage_error> agree_on_format(store& x, const std::string& path) {
  auto found = x.read(record_kind::meta, format_key);
  if (auto* error = std::get_if<storage_error>(&found))
    return std::move(*error);
  if (const auto& bytes = std::get<0>(found))
    return check_format(path, *bytes);
  store_batch batch;
  batch.put(record_kind::meta, format_key, write_record(format_record{}));
  return x.write(batch, true);
}

/// Which folder stands at a path.
struct folder_identity {
  dev_t device = 0;
  ino_t inode = 0;

  friend bool operator==(const folder_identity&, const folder_identity&) = default;
};

/// Nothing if there is no store at this path.
std::optional<folder_identity> identity_of(const std::string& path) {
  struct stat folder {};
  struct stat current {};
  // The file without which RocksDB knows nothing.
  if (::stat(path.c_str(), &folder) != 0 || ::stat((path + "/CURRENT").c_str(), &current) != 0)
    return std::nullopt;
  return folder_identity{folder.st_dev, folder.st_ino};
}

/// Above all keys there are: longer than any, of the largest byte.
const std::string above_all(64, '\xff');

} // namespace

struct store::database {
  std::string path;
  store_settings settings;
  /// Null if it could not be opened again.
  std::shared_ptr<rocks::open_database> opened;
  /// Why that was, the last time.
  std::string why_not_open;
  /// Of the folder that was opened last.
  std::optional<folder_identity> folder;
  muster::log_damage log_damage;
  /// Whether a place that cannot be read was in the way of writing.
  std::atomic<bool> is_damaged{false};

  [[nodiscard]] storage_error damaged(const storage_error& x);
  [[nodiscard]] rocksdb::WriteBatch batch_of(const store_batch& changes) const;
  std::optional<storage_error> open_again();
  std::optional<storage_error> open_anew();
};

// Opened again it would take writes until it comes to that place once more, and so on. Meanwhile
// it would grow, because nothing is tidied any more.
storage_error store::database::damaged(const storage_error& x) {
  is_damaged = true;
  return {
      x.why, "the store is damaged and takes no more writes; restore a backup or move it away: "
                 + x.message};
}

// Of some errors, such as a log that could not be written, RocksDB recovers in no other way.
std::optional<storage_error> store::database::open_again() {
  if (opened && opened.use_count() > 1)
    return storage_error{storage_error::cause::unavailable, path + " is being read; try again"};
  opened.reset();
  auto again = rocks::open(path, settings);
  if (auto* error = std::get_if<storage_error>(&again)) {
    why_not_open = error->message;
    return std::move(*error);
  }
  opened = std::move(std::get<0>(again));
  log_damage.places += opened->log_damage.places;
  log_damage.bytes += opened->log_damage.bytes;
  return std::nullopt;
}

// Another store may stand in the place of the one that was there. Whoever closes his own then must
// not tidy away the files of the other.
std::optional<storage_error> store::database::open_anew() {
  if (opened)
    opened->db->DisableFileDeletions();
  if (auto error = make_folder(path))
    return error;
  return open_again();
}

rocksdb::WriteBatch store::database::batch_of(const store_batch& changes) const {
  rocksdb::WriteBatch result{changes.bytes()};
  // These fail only for a batch that has a limit.
  changes.for_each([&](const store_batch::change& x) {
    auto* family = opened->family(x.kind);
    if (x.what == store_batch::action::put)
      result.Put(family, rocks::slice(x.first), rocks::slice(x.second));
    else if (x.what == store_batch::action::erase)
      result.Delete(family, rocks::slice(x.first));
    else
      result.DeleteRange(family, rocks::slice(x.first), rocks::slice(x.second));
  });
  return result;
}

store::store(std::unique_ptr<database> x) noexcept : database_{std::move(x)} {
  // nop
}

store::~store() = default;

storage_result<std::unique_ptr<store>>
store::open(const std::string& path, const store_settings& settings) {
  if (auto error = make_folder(path))
    return std::move(*error);
  auto opened = rocks::open(path, settings);
  if (auto* error = std::get_if<storage_error>(&opened))
    return std::move(*error);
  auto parts = std::make_unique<database>();
  parts->path = path;
  parts->settings = settings;
  parts->opened = std::move(std::get<0>(opened));
  parts->log_damage = parts->opened->log_damage;
  std::unique_ptr<store> result{new store{std::move(parts)}};
  if (auto error = agree_on_format(*result, path))
    return std::move(*error);
  result->database_->folder = identity_of(path);
  return result;
}

std::optional<storage_error> store::write(const store_batch& batch, bool durable) {
  if (!database_->opened)
    return rocks::not_open(database_->why_not_open);
  rocksdb::WriteOptions options;
  options.sync = durable;
  auto changes = database_->batch_of(batch);
  const auto status = database_->opened->db->Write(options, &changes);
  if (status.ok())
    return std::nullopt;
  auto error = rocks::error_of(database_->path, status);
  if (error.why == storage_error::cause::corrupt)
    return database_->damaged(error);
  return error;
}

storage_result<std::optional<std::string>>
store::read(record_kind kind, std::string_view key) const {
  if (!database_->opened)
    return rocks::not_open(database_->why_not_open);
  const auto& opened = *database_->opened;
  std::string value;
  const auto status = opened.db->Get({}, opened.family(kind), rocks::slice(key), &value);
  if (status.IsNotFound())
    return std::nullopt;
  if (!status.ok())
    return rocks::error_of(database_->path, status);
  return value;
}

store_cursor store::cursor(record_kind kind, std::string_view from, std::string_view to) const {
  auto walk = std::make_unique<store_cursor::walk>();
  walk->opened = database_->opened;
  walk->path = database_->path;
  walk->why_not_open = database_->why_not_open;
  walk->from = from;
  walk->to = to;
  walk->from_slice = walk->from;
  walk->to_slice = walk->to;
  rocksdb::ReadOptions options;
  // What is walked over once must not push out what is looked up often.
  options.fill_cache = false;
  options.iterate_lower_bound = from.empty() ? nullptr : &walk->from_slice;
  options.iterate_upper_bound = to.empty() ? nullptr : &walk->to_slice;
  if (walk->opened)
    walk->iterator.reset(walk->opened->db->NewIterator(options, walk->opened->family(kind)));
  store_cursor result{std::move(walk)};
  result.seek(from);
  return result;
}

std::optional<storage_error> store::check_folder() const {
  const auto& x = *database_;
  if (x.folder && identity_of(x.path) == x.folder)
    return std::nullopt;
  if (auto error = check_folder_in_use(x.path))
    return error;
  return storage_error{
      storage_error::cause::unavailable,
      x.path + " is not there any more: removed, or moved away, while it was in use"};
}

std::optional<storage_error> store::open_anew() {
  auto& x = *database_;
  if (auto error = x.open_anew())
    return error;
  if (auto error = agree_on_format(*this, x.path))
    return error;
  x.folder = identity_of(x.path);
  x.is_damaged = false;
  return std::nullopt;
}

std::optional<storage_error> store::recover() {
  if (check_folder())
    return open_anew();
  if (!database_->opened)
    return database_->open_again();
  if (database_->is_damaged)
    return storage_error{storage_error::cause::corrupt, database_->path + " is damaged"};
  const auto status = database_->opened->db->Resume();
  if (status.ok())
    return std::nullopt;
  // Of a full disk RocksDB recovers by itself, some seconds after there is room again. Until then
  // it can be read from, if it stays open.
  if (status.IsBusy() || status.IsNoSpace())
    return storage_error{
        storage_error::cause::unavailable, database_->path + " waits for room on the disk"};
  return database_->open_again();
}

log_damage store::log_damage() const noexcept {
  return database_->log_damage;
}

std::optional<storage_error> store::checkpoint(const std::string& path) const {
  if (!database_->opened)
    return rocks::not_open(database_->why_not_open);
  if (auto error = check_new_folder(path))
    return error;
  rocksdb::Checkpoint* made = nullptr;
  auto status = rocksdb::Checkpoint::Create(database_->opened->db.get(), &made);
  const std::unique_ptr<rocksdb::Checkpoint> owner{made};
  if (status.ok())
    status = made->CreateCheckpoint(path);
  if (status.IsNoSpace())
    return no_room_for(path, database_->path);
  if (!status.ok())
    return rocks::error_of(path, status);
  ::chmod(path.c_str(), S_IRWXU);
  return std::nullopt;
}

std::uint64_t store::disk_bytes(record_kind kind) const {
  return disk_bytes(kind, {}, above_all);
}

std::uint64_t
store::disk_bytes(record_kind kind, std::string_view from, std::string_view to) const {
  if (!database_->opened)
    return 0;
  rocksdb::SizeApproximationOptions options;
  options.include_memtables = true;
  options.include_files = true;
  const rocksdb::Range range{rocks::slice(from), rocks::slice(to)};
  std::uint64_t result = 0;
  database_->opened->db->GetApproximateSizes(
      options, database_->opened->family(kind), &range, 1, &result);
  return result;
}

} // namespace muster
