// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE kept_pages_test

#include "actors/swarm/messages.hpp"
#include "net/http/page.hpp"
#include "tests/support/pages_rig.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace {

using namespace muster;

constexpr auto just_below_lifetime = kept_pages::lifetime - std::chrono::milliseconds{1};

struct fixture : test::pages_rig {
  fixture() {
    facts->swarms.total = 7;
  }

  std::size_t questions() const {
    return facts->asked_swarms.size();
  }

  page list(const std::string& query = "", const std::string& encoding = "") {
    return ask({.path = "/api/v1/swarms", .query = query, .accept_encoding = encoding});
  }

  page list_from(std::size_t offset) {
    return list("offset=" + std::to_string(offset));
  }

  void wait(std::chrono::milliseconds time) {
    advance_time(time);
    consume_messages();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(kept_pages_tests, fixture)

CAF_TEST(whoever asks for the same within a second gets the same) {
  const auto first = list();
  facts->swarms.total = 8;
  wait(just_below_lifetime);
  const auto second = list();
  CAF_CHECK_EQUAL(questions(), 1u);
  CAF_CHECK(first.body.view().data() == second.body.view().data());
  CAF_CHECK_EQUAL(first.headers, second.headers);
}

CAF_TEST(a page is made anew when it is a second old) {
  const auto first = list();
  facts->swarms.total = 8;
  wait(kept_pages::lifetime);
  CAF_CHECK(list().body.view() != first.body.view());
  CAF_CHECK_EQUAL(questions(), 2u);
}

CAF_TEST(a page that nobody holds any more is given back after a second) {
  const auto first = list();
  const auto bytes = first.body.bytes_of_share();
  wait(just_below_lifetime);
  CAF_CHECK(first.body.bytes_of_share() <= bytes);
  wait(std::chrono::milliseconds{1});
  CAF_CHECK_GREATER_OR_EQUAL(first.body.bytes_of_share(), first.body.view().size());
}

CAF_TEST(all who ask while a page is made wait for that one) {
  facts->store_is_silent = true;
  for (int i = 0; i < 100; ++i)
    self->send(sut, page_query{.path = "/api/v1/swarms"});
  consume_messages();
  CAF_CHECK_EQUAL(questions(), 1u);
  CAF_CHECK_EQUAL(facts->reported.store_pages_rejected, 0u);
}

CAF_TEST(another list and another form are other pages) {
  const auto plain = list();
  CAF_CHECK(list("limit=1").body.view().data() != plain.body.view().data());
  CAF_CHECK(list("", "gzip").body.view().data() != plain.body.view().data());
  CAF_CHECK_EQUAL(questions(), 3u);
  // What is asked counts, not how.
  CAF_CHECK(list("sort=peers&limit=100").body.view().data() == plain.body.view().data());
  CAF_CHECK_EQUAL(questions(), 3u);
}

CAF_TEST(a failure is told to all who wait and not kept) {
  facts->store_fails = true;
  CAF_CHECK_EQUAL(list().status, 503);
  facts->store_fails = false;
  CAF_CHECK_EQUAL(list().status, 200);
}

CAF_TEST(of more pages than are kept the oldest go) {
  for (std::size_t i = 0; i < kept_pages::kept_max; ++i)
    list_from(i);
  list_from(0);
  CAF_CHECK_EQUAL(questions(), kept_pages::kept_max);
  list_from(kept_pages::kept_max);
  list_from(1);
  CAF_CHECK_EQUAL(questions(), kept_pages::kept_max + 1);
  list_from(0);
  CAF_CHECK_EQUAL(questions(), kept_pages::kept_max + 2);
}

CAF_TEST_FIXTURE_SCOPE_END()
