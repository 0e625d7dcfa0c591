// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/totals_record.hpp"

#include "storage/record.hpp"

#include <utility>

namespace muster {

static void serialize(record_output& archive, const totals_record& x, std::uint8_t) {
  serialize_count(archive, x.values.size(), 1);
  for (const auto& [name, value] : x.values) {
    serialize_text(archive, name);
    archive(value);
  }
}

static void serialize(record_input& archive, totals_record& x, std::uint8_t) {
  constexpr std::size_t bytes_min = sizeof(std::uint32_t) + sizeof(std::uint64_t);
  x.values.clear();
  for (auto left = serialize_count(archive, 0, bytes_min); left > 0; --left) {
    std::string name;
    serialize_text(archive, name);
    archive(x.values[std::move(name)]);
  }
}

std::string write_totals_record(const totals_record& x) {
  return write_record(x);
}

record_status read_totals_record(std::string_view bytes, totals_record& out) {
  return read_record(bytes, out);
}

} // namespace muster
