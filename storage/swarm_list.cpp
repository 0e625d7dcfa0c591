// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/swarm_list.hpp"

#include "storage/history_keys.hpp"
#include "storage/history_rows.hpp"
#include "storage/ranked_walk.hpp"
#include "storage/store.hpp"
#include "storage/swarm_index.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace muster {

namespace keys = history_keys;

namespace {

constexpr auto kind = record_kind::history;

/// The smallest or the largest info_hash that begins with the digits of `prefix`.
std::optional<info_hash> filled(std::string prefix, char digit) {
  info_hash result;
  prefix.resize(std::max(prefix.size(), 2 * info_hash::size), digit);
  return parse_hex(prefix, result) ? std::optional{result} : std::nullopt;
}

/// The swarms whose info_hash begins with the digits of `prefix`.
std::optional<swarm_span> span_of(const std::string& prefix) {
  const auto first = filled(prefix, '0');
  const auto last = filled(prefix, 'f');
  return first && last ? std::optional{swarm_span{*first, *last}} : std::nullopt;
}

swarm_sample sample_of(const info_hash& swarm, const latest_row& row) {
  return {swarm, row.seeders, row.leechers, row.completed};
}

/// How many rows the part has at most.
std::size_t rows_wanted(const swarm_query& query) {
  return query.offset > swarm_query::offset_max ? 0 : std::min(query.limit, swarm_query::limit_max);
}

/// One answer on its way.
class list {
public:
  list(const swarm_query& query, const store& records, const swarm_span& span)
      : query_{query},
        records_{records},
        span_{span},
        missing_{rows_wanted(query)},
        left_out_{query.offset} {
    // nop
  }

  /// All swarms, whose number is known.
  storage_result<swarm_page> take_from_all(const swarm_index& index) {
    result_.total = index.swarms();
    return take_in_order(index);
  }

  /// Those of a prefix: few are counted and sorted, of many the first ones are looked for.
  storage_result<swarm_page> take_matches(const swarm_index& index) {
    auto rows = cursor();
    std::vector<swarm_sample> found;
    latest_row row;
    for (; rows.valid() && found.size() < matches_max; rows.next())
      if (read_row(rows.value(), row) == record_status::ok)
        found.push_back(sample_of(keys::swarm_of(rows.key()), row));
    if (auto error = rows.error())
      return std::move(*error);
    result_.total = found.size();
    if (!rows.valid())
      return take_from(std::move(found));
    result_.total_is_exact = false;
    return take_in_order(index);
  }

private:
  [[nodiscard]] store_cursor cursor() const {
    return records_.cursor(kind, keys::latest(span_.first), keys::latest(span_.last) + '\0');
  }

  swarm_page take_from(std::vector<swarm_sample> found) {
    const auto first = std::min(left_out_, found.size());
    const auto last = std::min(first + missing_, found.size());
    const auto at = [&](std::size_t i) {
      return found.begin() + static_cast<std::ptrdiff_t>(i);
    };
    std::partial_sort(at(0), at(last), found.end(), [this](const auto& a, const auto& b) {
      return stands_before(query_, a, b);
    });
    result_.rows.assign(at(first), at(last));
    return std::move(result_);
  }

  storage_result<swarm_page> take_in_order(const swarm_index& index) {
    if (!index.is_complete() && (query_.sort != swarm_sort::name || result_.total_is_exact))
      return swarm_page{.is_being_sorted = true};
    const auto error = query_.sort == swarm_sort::name ? take_by_name() : take_by_count();
    if (error)
      return *error;
    return std::move(result_);
  }

  std::optional<storage_error> take_by_name() {
    auto rows = cursor();
    if (query_.descending)
      rows.seek_before(keys::latest(span_.last));
    latest_row row;
    while (missing_ > 0 && rows.valid()) {
      if (read_row(rows.value(), row) == record_status::ok)
        take(sample_of(keys::swarm_of(rows.key()), row));
      if (query_.descending)
        rows.previous();
      else
        rows.next();
    }
    return rows.error();
  }

  std::optional<storage_error> take_by_count() {
    ranked_walk walk{records_, query_.sort, query_.descending, span_};
    while (missing_ > 0) {
      const auto place = walk.next();
      if (!place)
        break;
      take_ranked(*place);
    }
    result_.is_cut = walk.is_cut();
    return walk.error();
  }

  void take_ranked(const ranked_walk::place& x) {
    if (left_out_ > 0)
      return take({});
    const auto found = records_.read(kind, keys::latest(x.info_hash));
    const auto* bytes = std::get_if<std::optional<std::string>>(&found);
    latest_row row;
    if (bytes == nullptr || !*bytes || read_row(**bytes, row) != record_status::ok)
      return;
    // Or it is left over, and the swarm stands elsewhere.
    if (count_of(row, query_.sort) == x.count)
      take(sample_of(x.info_hash, row));
  }

  void take(const swarm_sample& x) {
    if (left_out_ > 0) {
      --left_out_;
      return;
    }
    result_.rows.push_back(x);
    --missing_;
  }

  const swarm_query& query_;
  const store& records_;
  swarm_span span_;
  /// Rows that the part does not have yet, and those that are still to be left out before it.
  std::size_t missing_;
  std::size_t left_out_;
  swarm_page result_;
};

} // namespace

bool stands_before(
    const swarm_query& query, const swarm_sample& a, const swarm_sample& b) noexcept {
  if (query.sort == swarm_sort::name)
    return query.descending ? a.info_hash > b.info_hash : a.info_hash < b.info_hash;
  const auto x = count_of(a, query.sort);
  const auto y = count_of(b, query.sort);
  if (x != y)
    return query.descending ? x > y : x < y;
  return a.info_hash < b.info_hash;
}

storage_result<swarm_page>
list_swarms(const swarm_query& query, const store& records, const swarm_index& index) {
  const auto span = span_of(query.prefix);
  if (!span)
    return swarm_page{};
  list result{query, records, *span};
  return query.prefix.empty() ? result.take_from_all(index) : result.take_matches(index);
}

} // namespace muster
