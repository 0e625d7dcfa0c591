// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE persistence_last_round_test

#include "actors/persistence/messages.hpp"
#include "actors/swarm/messages.hpp"
#include "storage/missing_samples.hpp"
#include "tests/support/persistence_fixture.hpp"
#include "tests/support/stores.hpp"

#include <set>

namespace {

using namespace muster;
using test::an_info_hash;

struct fixture : test::persistence_fixture {
  /// The store that the actor writes to.
  std::shared_ptr<store> records;

  fixture() {
    stop();
    records = test::opened_store(folder.path("store"));
    context.departures.open();
    auto with = parts();
    with.records = records;
    sut = sys.spawn(persistence, with);
    sched.run();
  }

  std::size_t stored_swarms() const {
    return test::keys_of(records->cursor(record_kind::swarms)).size();
  }

  auto ask_for_last_round(bool is_beginning = false) {
    return self->request<caf::message_priority::high>(sut, caf::infinite, last_round{is_beginning});
  }

  /// What the log tells of the end of a stop: how many swarms were saved, once for each record.
  std::vector<std::string> told_as_saved() const {
    std::vector<std::string> result;
    for (const auto& x : persistence_fixture::records)
      if (x.event == "save_last")
        result.push_back(x.fields.front().value);
    return result;
  }

  bool save_last() {
    bool result = false;
    auto answer = ask_for_last_round();
    sched.run();
    answer.receive([&](const done&) { result = true; }, [](const caf::error&) {});
    return result;
  }

  /// Ends as if a stop had had no time for the samples of the swarms from this one on.
  void put_off_from(const info_hash& x) {
    store_batch batch;
    put_samples_missing(x, batch);
    CAF_REQUIRE(!records->write(batch, true));
    end();
  }

  /// The first swarm that the store lacks the sample of. No actor may have it open.
  std::optional<info_hash> unsampled() const {
    return test::value_of(first_without_sample(*test::opened_store(folder.path("store"))));
  }

  bool has_news(std::uint8_t torrent) const {
    return !context.directory.swarms_with_news(swarm_directory::shard_number(an_info_hash(torrent)))
                .empty();
  }

  /// Forgets all swarms and the store, so that it can be opened again.
  void end() {
    forget_swarms();
    records.reset();
  }

  std::uint64_t listed() {
    return answer_to<swarm_page>(list_query{}).total;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(persistence_last_round_tests, fixture)

CAF_TEST(after the last round everything is stored and sampled) {
  for (std::uint8_t i = 0; i < 10; ++i)
    announce(i);
  CAF_CHECK(save_last());
  CAF_CHECK(has_logged("save_last"));
  end();
  start();
  CAF_CHECK_EQUAL(context.directory.size(), 10u);
  CAF_CHECK_EQUAL(listed(), 10u);
}

CAF_TEST(a stop tells once how many swarms it has saved since it began) {
  announce(1);
  announce(2);
  CAF_CHECK(snapshot());
  announce(3);
  auto beginning = ask_for_last_round(true);
  sched.run();
  beginning.receive([](const done&) {}, [](const caf::error&) { CAF_FAIL("not saved"); });
  CAF_CHECK(told_as_saved().empty());
  announce(4);
  announce(5);
  CAF_CHECK(save_last());
  CAF_CHECK(told_as_saved() == std::vector<std::string>{"3"});
}

CAF_TEST(a stop that is asked to complete its round amid the beginning tells that once) {
  announce(1);
  auto beginning = ask_for_last_round(true);
  for (int i = 0; i < 100; ++i)
    sched.run_once();
  announce(2);
  CAF_CHECK(save_last());
  beginning.receive([](const done&) {}, [](const caf::error&) { CAF_FAIL("not saved"); });
  CAF_CHECK(told_as_saved() == std::vector<std::string>{"2"});
}

CAF_TEST(the last round writes the swarms of many shards at once) {
  for (std::uint8_t i = 0; i < 250; ++i)
    announce(i);
  auto answer = ask_for_last_round();
  std::set<std::size_t> seen;
  do
    seen.insert(stored_swarms());
  while (sched.try_run_once());
  CAF_CHECK(seen == (std::set<std::size_t>{0, 250}));
  answer.receive([](const done&) {}, [](const caf::error&) { CAF_FAIL("not saved"); });
}

CAF_TEST(what changes after the last round began is in another last round) {
  announce(1);
  auto first = ask_for_last_round();
  for (int i = 0; i < 100; ++i)
    sched.run_once();
  announce(2);
  announce(1, 7000);
  CAF_CHECK(save_last());
  first.receive([](const done&) {}, [](const caf::error&) { CAF_FAIL("not saved"); });
  end();
  start();
  CAF_CHECK_EQUAL(leechers(1), 2u);
  CAF_CHECK_EQUAL(leechers(2), 1u);
}

CAF_TEST(a swarm that ends during the last round is deleted and not listed) {
  announce(1);
  announce(2);
  CAF_CHECK(snapshot());
  announce(1, 7000);
  auto first = ask_for_last_round();
  while (context.directory.swarms_with_news(swarm_directory::shard_number(an_info_hash(1))).size()
         > 0)
    sched.run_once();
  announce_to(
      swarm_of(1), test::an_announce().on_port(7000).with_event(announce_event::stopped),
      clock.now());
  end_swarm(1);
  CAF_CHECK(save_last());
  first.receive([](const done&) {}, [](const caf::error&) { CAF_FAIL("not saved"); });
  end();
  start();
  CAF_CHECK_EQUAL(context.directory.size(), 1u);
  CAF_CHECK_EQUAL(listed(), 1u);
}

CAF_TEST(the last round comes before all questions and these are answered no more) {
  announce(1);
  int refused = 0;
  std::vector<decltype(self->request(sut, caf::infinite, list_query{}))> questions;
  for (int i = 0; i < 5; ++i)
    questions.push_back(self->request(sut, caf::infinite, list_query{}));
  CAF_CHECK(save_last());
  for (auto& x : questions)
    x.receive([](const swarm_page&) {}, [&](const caf::error&) { ++refused; });
  CAF_CHECK_EQUAL(refused, 5);
}

CAF_TEST(swarms that never answer keep no other from being saved and the round says so) {
  announce(1);
  announce(2);
  // As if its reactor hung: it is to run there, and never does.
  box.send(swarm_of(1), 1, muster::announce{test::an_announce(), clock.now(), 0}, &reactor);
  auto answer = ask_for_last_round();
  sched.run();
  CAF_CHECK_EQUAL(stored_swarms(), 0u);
  pass(std::chrono::seconds{5});
  pass(std::chrono::seconds{5});
  CAF_CHECK_EQUAL(stored_swarms(), 1u);
  bool is_saved = true;
  answer.receive([](const done&) {}, [&](const caf::error&) { is_saved = false; });
  CAF_CHECK(!is_saved);
}

CAF_TEST(a tracker that is stopped while it loads saves what it loaded and what is new) {
  announce(1);
  CAF_CHECK(snapshot());
  end();
  context.departures.open();
  sut = sys.spawn(persistence, parts());
  announce(1, 7000);
  announce(2);
  CAF_CHECK(save_last());
  end();
  start();
  CAF_CHECK_EQUAL(leechers(1), 2u);
  CAF_CHECK_EQUAL(leechers(2), 1u);
}

CAF_TEST(a swarm whose sample was left out gets it with its next news after a start) {
  announce(1);
  CAF_CHECK(snapshot());
  store_batch batch; // as if the last run had had no time for samples
  batch.erase_range(record_kind::history, std::string(1, '\0'), std::string(1, '\xff'));
  CAF_REQUIRE(!records->write(batch, true));
  end();
  start();
  CAF_CHECK_EQUAL(listed(), 0u);
  CAF_CHECK(
      context.directory.swarms_with_news(swarm_directory::shard_number(an_info_hash(1))).empty());
  announce(1);
  CAF_CHECK(snapshot());
  CAF_CHECK_EQUAL(listed(), 1u);
}

CAF_TEST(samples for which a stop had no time are in the list after the first round) {
  announce(1);
  CAF_CHECK(snapshot());
  store_batch batch;
  batch.erase_range(record_kind::history, std::string(1, '\0'), std::string(1, '\xff'));
  put_samples_missing({}, batch); // as a stop says it
  CAF_REQUIRE(!records->write(batch, true));
  end();
  start();
  CAF_CHECK_EQUAL(listed(), 0u);
  CAF_CHECK(snapshot());
  CAF_CHECK_EQUAL(listed(), 1u);
  stop();
  CAF_CHECK(!unsampled());
}

CAF_TEST(after a start only the swarms from the first without a sample on are saved again) {
  announce(1);
  announce(200);
  CAF_CHECK(snapshot());
  put_off_from(an_info_hash(100));
  start();
  CAF_CHECK(!has_news(1));
  CAF_CHECK(has_news(200));
  CAF_CHECK(snapshot());
  CAF_CHECK(!has_news(200));
}

CAF_TEST(a stop that has time for all samples leaves nothing for the next start to save again) {
  announce(1);
  CAF_CHECK(snapshot());
  put_off_from({});
  start();
  CAF_CHECK(save_last());
  end();
  CAF_CHECK(!unsampled());
  start();
  CAF_CHECK(!has_news(1));
}

CAF_TEST(a store of an earlier version lacks the samples of all swarms) {
  announce(1);
  CAF_CHECK(snapshot());
  store_batch batch;
  batch.put(record_kind::meta, "samples_missing", {});
  CAF_REQUIRE(!records->write(batch, true));
  end();
  start();
  CAF_CHECK(has_news(1));
}

CAF_TEST(saving tells that it gets on) {
  auto with = parts();
  const auto memory = with.memory;
  stop();
  with.records = records;
  sut = sys.spawn(persistence, with);
  sched.run();
  const auto before = memory->progress.load();
  CAF_CHECK(save_last());
  CAF_CHECK(memory->progress.load() >= before + swarm_directory::shard_count);
}

CAF_TEST_FIXTURE_SCOPE_END()
