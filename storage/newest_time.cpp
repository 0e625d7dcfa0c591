// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/newest_time.hpp"

#include "storage/history_keys.hpp"
#include "storage/record.hpp"
#include "storage/store.hpp"

#include <cstdint>
#include <string_view>
#include <utility>

namespace muster {

namespace {

namespace keys = history_keys;

constexpr std::string_view newest_key = "newest";

struct newest_record {
  static constexpr std::uint8_t version = 1;

  std::uint32_t seconds = 0;
};

template <class Archive>
void serialize(Archive& archive, newest_record& x, std::uint8_t) {
  archive(x.seconds);
}

// A cursor goes forward only; a year has fewer than nine thousand hours.
storage_result<std::optional<timestamp>> newest_sample(const store& from) {
  const auto first = keys::tracker(series_group::hour, timestamp{});
  const auto last = keys::tracker(series_group::hour, timestamp::max());
  std::optional<timestamp> result;
  auto cursor = from.cursor(record_kind::history, first, last);
  for (; cursor.valid(); cursor.next())
    result = keys::time_of(cursor.key());
  if (auto error = cursor.error())
    return std::move(*error);
  return result;
}

} // namespace

void put_newest_time(timestamp now, store_batch& to) {
  to.put(record_kind::meta, newest_key, write_record(newest_record{now.count()}));
}

storage_result<std::optional<timestamp>> read_newest_time(const store& from) {
  auto found = from.read(record_kind::meta, newest_key);
  if (auto* error = std::get_if<storage_error>(&found))
    return std::move(*error);
  newest_record record;
  const auto& bytes = std::get<0>(found);
  if (bytes && read_record(*bytes, record) == record_status::ok)
    return timestamp{record.seconds};
  return newest_sample(from);
}

} // namespace muster
