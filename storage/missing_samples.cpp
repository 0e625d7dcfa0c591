// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/missing_samples.hpp"

#include "storage/store.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace muster {

namespace {

/// Its value is the first of the swarms. That of an earlier version is empty.
constexpr std::string_view missing_key = "samples_missing";

} // namespace

void put_samples_missing(const info_hash& from, store_batch& to) {
  to.put(record_kind::meta, missing_key, from.view());
}

void erase_samples_missing(store_batch& to) {
  to.erase(record_kind::meta, missing_key);
}

storage_result<std::optional<info_hash>> first_without_sample(const store& from) {
  auto found = from.read(record_kind::meta, missing_key);
  if (auto* error = std::get_if<storage_error>(&found))
    return std::move(*error);
  const auto& value = std::get<std::optional<std::string>>(found);
  if (!value)
    return std::optional<info_hash>{};
  info_hash result;
  if (value->size() == info_hash::size)
    std::copy(value->begin(), value->end(), result.bytes.begin());
  return std::optional{result};
}

} // namespace muster
