// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE swarm_saver_test

#include "actors/persistence/swarm_saver.hpp"
#include "actors/swarm/messages.hpp"
#include "storage/history.hpp"
#include "tests/support/damage.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/stores.hpp"
#include "tests/support/swarm_fixture.hpp"

namespace {

using namespace muster;
using test::an_info_hash;

struct fixture : test::swarm_fixture {
  test::scratch_folder folder;
  std::unique_ptr<store> records = test::opened_store(folder.path("store"));
  std::unique_ptr<muster::history> history = test::value_of(history::open(*records));
  swarm_saver sut{context.directory};
  timestamp now{1'700'000'000};

  void add(std::uint8_t torrent, std::uint32_t leechers) {
    recorded x{.info_hash = an_info_hash(torrent)};
    x.counts.leechers = leechers;
    x.counts_have_changed = true;
    sut.add(x);
  }

  void write() {
    CAF_CHECK(!sut.write(*records, *history, now));
  }

  std::size_t write_samples(int slices) {
    return missing_samples(slices).count;
  }

  swarm_saver::missing_samples missing_samples(int slices) {
    return sut.write_samples(*history, now, [&slices] { return slices-- > 0; });
  }

  swarm_page listed() {
    return test::value_of(history->swarms({}));
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(swarm_saver_tests, fixture)

CAF_TEST(samples are written with the records) {
  add(1, 3);
  write();
  CAF_CHECK_EQUAL(listed().total, 1u);
}

CAF_TEST(a swarm that has ended leaves the list before its record goes) {
  add(1, 3);
  write();
  store_settings small;
  small.write_buffer_bytes = 64U << 10;
  test::make_damaged_store(folder.path("damaged"), small);
  const auto damaged = test::opened_store(folder.path("damaged"), small);
  CAF_REQUIRE(test::write_until_tidied(*damaged));
  const auto ended = an_info_hash(1);
  const auto shard = swarm_directory::shard_number(ended);
  context.directory.give_back_ended(shard, std::span{&ended, 1});
  sut.begin(shard, {});
  CAF_CHECK(sut.write(*damaged, *history, now)); // as if it were killed then
  CAF_CHECK_EQUAL(listed().total, 0u);
}

CAF_TEST(a late answer is saved and counts for no other swarm) {
  const std::vector asked{swarm_of(2)};
  const auto late = sut.query_number();
  sut.stop_waiting();
  sut.begin(0, asked);
  sut.add({.info_hash = an_info_hash(1), .number = late});
  CAF_CHECK(!sut.complete());
  CAF_CHECK_EQUAL(sut.size(), 1u);
  sut.add({.info_hash = an_info_hash(2), .number = sut.query_number()});
  CAF_CHECK(sut.complete());
}

CAF_TEST(samples that are put off are written later) {
  static_cast<void>(swarm_of(1));
  sut.put_off_samples();
  add(1, 3);
  write();
  CAF_CHECK_EQUAL(listed().total, 0u);
  CAF_CHECK_EQUAL(write_samples(1), 0u);
  CAF_CHECK_EQUAL(listed().total, 1u);
}

CAF_TEST(samples for which there is no time are left out and counted) {
  static_cast<void>(swarm_of(1));
  sut.put_off_samples();
  add(1, 3);
  write();
  CAF_CHECK_EQUAL(write_samples(0), 1u);
  CAF_CHECK_EQUAL(write_samples(1), 0u); // and forgotten
  CAF_CHECK_EQUAL(listed().total, 0u);
}

CAF_TEST(the first swarm whose sample is left out is told) {
  for (const std::uint8_t torrent : {9, 5, 7}) {
    static_cast<void>(swarm_of(torrent));
    sut.put_off_samples();
    add(torrent, 3);
  }
  write();
  const auto missing = missing_samples(0);
  CAF_CHECK_EQUAL(missing.count, 3u);
  CAF_CHECK(missing.from == an_info_hash(5));
}

CAF_TEST(of two samples that were put off the newer one holds) {
  static_cast<void>(swarm_of(1));
  sut.put_off_samples();
  add(1, 3);
  write();
  add(1, 5);
  write();
  CAF_CHECK_EQUAL(write_samples(1), 0u);
  const auto rows = listed().rows;
  CAF_REQUIRE_EQUAL(rows.size(), 1u);
  CAF_CHECK_EQUAL(rows[0].leechers, 5u);
}

CAF_TEST(a swarm that has ended since gets no sample that was put off) {
  sut.put_off_samples();
  add(1, 3);
  write();
  CAF_CHECK_EQUAL(write_samples(1), 0u);
  CAF_CHECK_EQUAL(listed().total, 0u);
}

CAF_TEST(no more samples are put off than the limit and the others are counted) {
  static_cast<void>(swarm_of(1));
  sut.put_off_samples();
  for (std::size_t i = 0; i < swarm_saver::samples_put_off_max; ++i)
    add(1, 3);
  add(1, 4);
  CAF_CHECK_EQUAL(write_samples(1), 1u);
  const auto rows = listed().rows;
  CAF_REQUIRE_EQUAL(rows.size(), 1u);
  CAF_CHECK_EQUAL(rows[0].leechers, 3u);
}

CAF_TEST(what was collected is counted in bytes until it is written) {
  CAF_CHECK_EQUAL(sut.bytes(), 0u);
  recorded x{.info_hash = an_info_hash(1)};
  x.record.peers.resize(1000);
  for (auto& peer : x.record.peers)
    peer.endpoint = {203, 0, 113, 1, 1, 1};
  sut.add(x);
  CAF_CHECK(sut.bytes() >= write_swarm_record(x.record).size());
  write();
  CAF_CHECK_EQUAL(sut.bytes(), 0u);
}

CAF_TEST_FIXTURE_SCOPE_END()
