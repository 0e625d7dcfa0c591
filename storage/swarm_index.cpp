// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/swarm_index.hpp"

#include "storage/history_keys.hpp"
#include "storage/store.hpp"

#include <array>
#include <utility>

namespace muster {

namespace keys = history_keys;

namespace {

constexpr auto kind = record_kind::history;

/// Swarms that are put in order in one go. Chosen: some ten milliseconds.
constexpr std::size_t slice_swarms = 4096;

constexpr std::array orders{
    swarm_sort::peers, swarm_sort::seeders, swarm_sort::leechers, swarm_sort::completed};

store_cursor latest_rows(const store& records, const info_hash& from) {
  return records.cursor(kind, keys::latest(from), keys::behind(keys::latest_prefix()));
}

/// Beyond a damaged place that no way leads around there is nothing to be put in order.
bool is_in_the_way(const std::optional<storage_error>& error) {
  return error && error->why != storage_error::cause::corrupt;
}

void move(
    const info_hash& swarm, const latest_row* before, const latest_row* after, store_batch& batch) {
  for (const auto order : orders) {
    if (before != nullptr && after != nullptr
        && count_of(*before, order) == count_of(*after, order))
      continue;
    if (before != nullptr)
      batch.erase(kind, keys::ranked(order, count_of(*before, order), swarm));
    if (after != nullptr)
      batch.put(kind, keys::ranked(order, count_of(*after, order), swarm), {});
  }
}

} // namespace

std::optional<storage_error> swarm_index::load() {
  auto found = records_.read(kind, keys::index());
  if (auto* error = std::get_if<storage_error>(&found))
    return std::move(*error);
  const auto& bytes = std::get<0>(found);
  const bool is_known = bytes && read_row(*bytes, state_) == record_status::ok;
  if (is_known && records_.log_damage().places == 0)
    return std::nullopt;
  return begin_anew();
}

std::optional<storage_error> swarm_index::begin_anew() {
  state_ = {};
  const auto rows = latest_rows(records_, {});
  if (!rows.valid() && !rows.error()) {
    state_.complete = true;
    return std::nullopt;
  }
  store_batch batch;
  batch.erase_range(kind, keys::orders_prefix(), keys::behind(keys::orders_prefix()));
  batch.erase(kind, keys::index());
  return records_.write(batch, false);
}

void swarm_index::stage(
    const info_hash& swarm, const latest_row* before, const latest_row* after,
    store_batch& batch) const {
  if (reaches(swarm))
    move(swarm, before, after, batch);
}

void swarm_index::stage(std::int64_t swarms, store_batch& batch) const {
  if (swarms == 0)
    return;
  auto after = state_;
  after.swarms += static_cast<std::uint64_t>(swarms);
  batch.put(kind, keys::index(), write_row(after));
}

void swarm_index::settle(std::int64_t swarms) noexcept {
  state_.swarms += static_cast<std::uint64_t>(swarms);
}

storage_result<bool> swarm_index::complete() {
  if (state_.complete)
    return false;
  auto after = state_;
  store_batch batch;
  auto rows = latest_rows(records_, after.next);
  rows.skip_unreadable();
  for (std::size_t i = 0; i < slice_swarms && rows.valid(); ++i) {
    latest_row row;
    if (read_row(rows.value(), row) == record_status::ok)
      move(keys::swarm_of(rows.key()), nullptr, &row, batch);
    ++after.swarms;
    rows.next();
    rows.skip_unreadable();
  }
  if (auto error = rows.error(); is_in_the_way(error))
    return std::move(*error);
  after.complete = !rows.valid();
  if (rows.valid())
    after.next = keys::swarm_of(rows.key());
  batch.put(kind, keys::index(), write_row(after));
  if (auto error = records_.write(batch, false))
    return std::move(*error);
  state_ = after;
  return !state_.complete;
}

} // namespace muster
