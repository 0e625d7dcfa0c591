// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/swarm_list.hpp"

#include "storage/history_keys.hpp"
#include "storage/history_rows.hpp"
#include "storage/store.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace muster {

namespace keys = history_keys;

namespace {

constexpr auto kind = record_kind::history;

/// The order in which rows stand in the list.
class order {
public:
  explicit order(const swarm_query& query) : sort_{query.sort}, descending_{query.descending} {
    // nop
  }

  /// Whether `a` stands before `b`.
  bool operator()(const swarm_sample& a, const swarm_sample& b) const {
    const auto x = figure_of(a);
    const auto y = figure_of(b);
    if (x != y)
      return descending_ ? x > y : x < y;
    return sort_ == swarm_sort::name && descending_ ? a.info_hash > b.info_hash
                                                    : a.info_hash < b.info_hash;
  }

private:
  [[nodiscard]] std::uint64_t figure_of(const swarm_sample& x) const {
    switch (sort_) {
    case swarm_sort::peers:
      return std::uint64_t{x.seeders} + x.leechers;
    case swarm_sort::seeders:
      return x.seeders;
    case swarm_sort::leechers:
      return x.leechers;
    case swarm_sort::completed:
      return x.completed;
    case swarm_sort::name:
      break;
    }
    return 0;
  }

  swarm_sort sort_;
  bool descending_;
};

/// The first rows of a list, found in one pass: a heap whose top is the one that goes next.
class first_rows {
public:
  first_rows(std::size_t count, order stands_before)
      : count_{count}, stands_before_{stands_before} {
    // nop
  }

  void add(const swarm_sample& x) {
    if (rows_.size() == count_) {
      if (count_ == 0 || !stands_before_(x, rows_.front()))
        return;
      std::pop_heap(rows_.begin(), rows_.end(), stands_before_);
      rows_.pop_back();
    }
    rows_.push_back(x);
    std::push_heap(rows_.begin(), rows_.end(), stands_before_);
  }

  /// The rows in their order, but for the first `offset`.
  std::vector<swarm_sample> take(std::size_t offset) {
    std::sort_heap(rows_.begin(), rows_.end(), stands_before_);
    const auto left_out = static_cast<std::ptrdiff_t>(std::min(offset, rows_.size()));
    rows_.erase(rows_.begin(), rows_.begin() + left_out);
    return std::move(rows_);
  }

private:
  std::size_t count_;
  order stands_before_;
  std::vector<swarm_sample> rows_;
};

/// The smallest or the largest info_hash that begins with the digits of `prefix`.
std::optional<info_hash> filled(std::string prefix, char digit) {
  info_hash result;
  prefix.resize(std::max(prefix.size(), 2 * info_hash::size), digit);
  return parse_hex(prefix, result) ? std::optional{result} : std::nullopt;
}

std::optional<store_cursor> matches(const std::string& prefix, const store& records) {
  const auto first = filled(prefix, '0');
  const auto last = filled(prefix, 'f');
  if (!first || !last)
    return std::nullopt;
  return records.cursor(kind, keys::latest(*first), keys::latest(*last) + '\0');
}

swarm_sample sample_of(std::string_view key, const latest_row& row) {
  return {keys::swarm_of(key), row.seeders, row.leechers, row.completed};
}

/// How many rows have to be kept to answer the query.
std::size_t rows_needed(const swarm_query& query) {
  if (query.offset > swarm_query::offset_max)
    return 0;
  return query.offset + std::min(query.limit, swarm_query::limit_max);
}

} // namespace

storage_result<swarm_page> list_swarms(const swarm_query& query, const store& records) {
  swarm_page result;
  auto cursor = matches(query.prefix, records);
  if (!cursor)
    return result;
  first_rows rows{rows_needed(query), order{query}};
  for (latest_row row; cursor->valid(); cursor->next())
    if (read_row(cursor->value(), row) == record_status::ok) {
      rows.add(sample_of(cursor->key(), row));
      ++result.total;
    }
  if (auto error = cursor->error())
    return std::move(*error);
  result.rows = rows.take(query.offset);
  return result;
}

} // namespace muster
