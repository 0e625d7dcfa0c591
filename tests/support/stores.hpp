// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "storage/store.hpp"
#include "tests/support/scratch_folder.hpp"

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace muster::test {

/// What went wrong, or `no error`.
inline std::string message(const std::optional<storage_error>& error) {
  return error ? error->message : "no error";
}

template <class T>
std::string message(const storage_result<T>& x) {
  const auto* error = std::get_if<storage_error>(&x);
  return error != nullptr ? error->message : "no error";
}

/// What was asked for; a test that gets an error instead fails.
template <class T>
T value_of(storage_result<T> x) {
  if (auto* error = std::get_if<storage_error>(&x))
    throw std::runtime_error{error->message};
  return std::get<0>(std::move(x));
}

inline std::unique_ptr<store>
opened_store(const std::string& path, const store_settings& settings = {}) {
  return value_of(store::open(path, settings));
}

/// The keys that a cursor still has before it.
inline std::vector<std::string> keys_of(store_cursor cursor) {
  std::vector<std::string> result;
  for (; cursor.valid(); cursor.next())
    result.emplace_back(cursor.key());
  return result;
}

/// A store in a folder of its own that goes away with the test.
class store_fixture {
public:
  store_fixture() : records{opened_store(path)} {
    // nop
  }

  void reopen() {
    records.reset();
    records = opened_store(path);
  }

  std::string put(record_kind kind, std::string_view key, std::string_view value) {
    store_batch batch;
    batch.put(kind, key, value);
    return message(records->write(batch, false));
  }

  /// The value of a record, or `none`.
  [[nodiscard]] std::string read(record_kind kind, std::string_view key) const {
    return value_of(records->read(kind, key)).value_or("none");
  }

  scratch_folder folder;
  std::string path = folder.path("store");
  std::unique_ptr<store> records;
};

} // namespace muster::test
