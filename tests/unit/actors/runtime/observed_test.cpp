// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE observed_test

#include "actors/interfaces.hpp"
#include "actors/runtime/observed.hpp"
#include "actors/statistics/messages.hpp"
#include "tests/support/counting_statistics.hpp"

#include <thread>
#include <unistd.h>

#define FAIL CAF_FAIL
#include <caf/test/dsl.hpp>

namespace {

using namespace muster;

struct fixture : test_coordinator_fixture<> {
  actor_accounts accounts;
  std::shared_ptr<actor_account> account = accounts.open("statistics", "scheduler");
  statistics_actor sut = spawn();

  ~fixture() override {
    sut = nullptr;
  }

  statistics_actor spawn() {
    return spawn_observed(sys, account, test::counting_statistics, std::uint64_t{7});
  }

  void end() {
    caf::anon_send_exit(sut, caf::exit_reason::kill);
    run();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(observed_tests, fixture)

CAF_TEST(an observed actor does what it does without) {
  CAF_CHECK_EQUAL(request<figures>(sut, figures_query{}).swarms, 7u);
}

CAF_TEST(messages wait until they are handled) {
  run();
  const auto before = account->handled();
  for (int i = 0; i < 3; ++i)
    caf::anon_send(sut, statistics_report{});
  CAF_CHECK_EQUAL(account->waiting(), 3u);
  CAF_CHECK_EQUAL(account->handled(), before);
  run();
  CAF_CHECK_EQUAL(account->waiting(), 0u);
  CAF_CHECK_EQUAL(account->handled(), before + 3);
}

CAF_TEST(handling takes time on a thread that is told) {
  caf::anon_send(sut, statistics_report{});
  run();
  CAF_CHECK(account->busy().count() > 0);
  CAF_CHECK_EQUAL(account->thread(), ::gettid());
}

CAF_TEST(the account has the id of its actor) {
  CAF_CHECK_EQUAL(account->id(), sut.id());
}

CAF_TEST(an actor that ended has no account and its successor is a restart) {
  CAF_CHECK_EQUAL(accounts.list().size(), 1u);
  end();
  CAF_CHECK_EQUAL(accounts.list().size(), 0u);
  account = accounts.open("statistics", "scheduler");
  sut = spawn();
  CAF_REQUIRE_EQUAL(accounts.list().size(), 1u);
  CAF_CHECK_EQUAL(accounts.list().front()->restarts(), 1u);
}

CAF_TEST(another of the same kind beside the first is no restart) {
  CAF_CHECK_EQUAL(accounts.open("statistics", "scheduler")->restarts(), 0u);
  end();
  CAF_CHECK_EQUAL(accounts.open("statistics", "reactor 0")->restarts(), 0u);
}

CAF_TEST_FIXTURE_SCOPE_END()
