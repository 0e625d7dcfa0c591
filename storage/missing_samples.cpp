// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/missing_samples.hpp"

#include "storage/store.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace muster {

namespace {

/// There or not; it has no value.
constexpr std::string_view missing_key = "samples_missing";

} // namespace

void put_samples_missing(store_batch& to) {
  to.put(record_kind::meta, missing_key, {});
}

void erase_samples_missing(store_batch& to) {
  to.erase(record_kind::meta, missing_key);
}

storage_result<bool> lacks_samples(const store& from) {
  auto found = from.read(record_kind::meta, missing_key);
  if (auto* error = std::get_if<storage_error>(&found))
    return std::move(*error);
  return std::get<std::optional<std::string>>(found).has_value();
}

} // namespace muster
