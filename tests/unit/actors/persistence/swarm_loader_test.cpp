// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE swarm_loader_test

#include "actors/persistence/swarm_loader.hpp"
#include "tests/support/damage.hpp"
#include "tests/support/stores.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>

namespace {

using namespace muster;

constexpr std::uint32_t swarm_count = 10'000;

/// Info_hashes are spread, and so are the bytes of peers: a block of the store has a few dozen.
info_hash torrent(std::uint32_t i) {
  info_hash result;
  const auto bytes = test::incompressible(i, info_hash::size);
  std::copy(bytes.begin(), bytes.end(), result.bytes.begin());
  return result;
}

swarm_record record_of(std::uint32_t i) {
  swarm_record result;
  auto& peer = result.peers.emplace_back();
  const auto bytes = test::incompressible(i + swarm_count, peer_id::size);
  std::copy(bytes.begin(), bytes.end(), peer.peer_id.bytes.begin());
  peer.endpoint = {203, 0, 113, 1, 0x1a, 0xe1};
  peer.last_seen = timestamp{1000};
  return result;
}

struct loaded {
  std::size_t swarms = 0;
  std::size_t skipped = 0;
};

struct fixture {
  test::scratch_folder folder;
  std::string path = folder.path("store");
  store_settings settings{.write_buffer_bytes = 64u << 10};

  fixture() {
    const auto records = test::opened_store(path, settings);
    store_batch batch;
    for (std::uint32_t i = 0; i < swarm_count; ++i)
      batch.put(record_kind::swarms, torrent(i).view(), write_swarm_record(record_of(i)));
    CAF_REQUIRE(!records->write(batch, true));
    // Moves what is in memory to a file.
    CAF_REQUIRE(!records->checkpoint(folder.path("copy")));
  }

  /// The table with the records; there are some nearly empty ones of other kinds.
  std::filesystem::path table() const {
    return test::largest_file(path, ".sst");
  }

  loaded load() const {
    const auto records = test::opened_store(path, settings);
    swarm_loader sut{*records, timestamp{}, ""};
    loaded result;
    do {
      const auto slice = sut.read();
      result.swarms += slice.swarms.size();
      result.skipped += slice.skipped.size();
    } while (!sut.done());
    return result;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(swarm_loader_tests, fixture)

CAF_TEST(all swarms are read) {
  const auto all = load();
  CAF_CHECK_EQUAL(all.swarms, swarm_count);
  CAF_CHECK_EQUAL(all.skipped, 0u);
}

CAF_TEST(a damaged place costs what is there and is told wherever it is) {
  const auto bytes = static_cast<std::streamoff>(std::filesystem::file_size(table()));
  // The first block, one in the middle, one near the end of the records.
  for (const auto position : {std::streamoff{100}, bytes / 2, bytes * 9 / 10}) {
    CAF_MESSAGE("byte " << position);
    test::flip_byte(table(), position);
    const auto rest = load();
    CAF_CHECK_GREATER(rest.swarms, swarm_count / 2);
    CAF_CHECK_LESS(rest.swarms, swarm_count);
    CAF_CHECK_EQUAL(rest.skipped, 1u);
    test::flip_byte(table(), position);
  }
}

CAF_TEST(where a loader goes on may be damaged as well) {
  test::flip_byte(table(), 100);
  const auto records = test::opened_store(path, settings);
  swarm_loader sut{*records, timestamp{}, std::string(20, '\0')};
  const auto slice = sut.read();
  CAF_CHECK_EQUAL(slice.skipped.size(), 1u);
  CAF_CHECK_EQUAL(slice.swarms.size(), swarm_loader::slice_records);
}

CAF_TEST_FIXTURE_SCOPE_END()
