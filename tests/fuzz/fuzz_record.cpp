// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/history_rows.hpp"
#include "storage/swarm_record.hpp"
#include "storage/totals_record.hpp"
#include "tests/fuzz/require.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

using namespace muster;

namespace {

/// What was read is the same when it is written and read again. Rows have no comparison: their
/// bytes are compared.
template <class Row>
void try_row(std::string_view bytes) {
  Row x;
  if (read_row(bytes, x) != record_status::ok)
    return;
  const auto written = write_row(x);
  Row again;
  test::require(read_row(written, again) == record_status::ok);
  test::require(write_row(again) == written);
}

void try_swarm(std::string_view bytes) {
  swarm_record x;
  if (read_swarm_record(bytes, x) != record_status::ok)
    return;
  const auto written = write_swarm_record(x);
  // No peer is made up, and none is lost.
  test::require(written.size() == bytes.size());
  swarm_record again;
  test::require(read_swarm_record(written, again) == record_status::ok && again == x);
}

void try_totals(std::string_view bytes) {
  totals_record x;
  totals_record again;
  if (read_totals_record(bytes, x) == record_status::ok)
    test::require(
        read_totals_record(write_totals_record(x), again) == record_status::ok && again == x);
}

} // namespace

/// Whatever is read as a record can be written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  try_swarm(bytes);
  try_totals(bytes);
  try_row<latest_row>(bytes);
  try_row<swarm_row>(bytes);
  try_row<bucket_row>(bytes);
  try_row<tier_row>(bytes);
  try_row<tracker_sample>(bytes);
  return 0;
}
