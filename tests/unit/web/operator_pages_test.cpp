// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE operator_pages_test

#include "actors/admission/messages.hpp"
#include "actors/interfaces.hpp"
#include "actors/log/log.hpp"
#include "actors/log/messages.hpp"
#include "actors/operator/messages.hpp"
#include "actors/peers/peer_listing.hpp"
#include "actors/persistence/messages.hpp"
#include "actors/swarm/messages.hpp"
#include "net/http/page.hpp"
#include "tests/support/gunzip.hpp"
#include "tests/support/pages_rig.hpp"
#include "web/assets.hpp"

#include <boost/json/parse.hpp>

namespace {

using namespace muster;
using test::has_header;

const std::string token(64, '7');
const std::string hex(40, 'a');
const std::string actors_path = "/api/v1/actors";
const std::string peers_path = "/api/v1/swarms/" + hex + "/peers";

/// What the stand-in for the operator desk knows, and whether it says it.
struct desk_facts {
  actor_list actors{{{.kind = "pages", .id = 1, .place = "scheduler"}}, 5};
  peer_listings peers;
  bool is_silent = false;
  std::vector<swarm_details_query> asked;
  std::size_t questions = 0;
};

using desk_pointer = operator_actor::stateful_pointer<test::stand_in_state>;

template <class Answer>
caf::result<Answer> tell(desk_pointer self, desk_facts& facts, const Answer& x) {
  ++facts.questions;
  return test::answer_or_not(self, facts.is_silent, x);
}

operator_actor::behavior_type
desk_stand_in(desk_pointer self, const std::shared_ptr<desk_facts>& facts) {
  return {
      [](const status_query&) { return status_report{}; },
      [=](const actors_query&) { return tell(self, *facts, facts->actors); },
      [](const swarms_query&) { return swarm_listing{}; },
      [=](const swarm_details_query& x) {
        facts->asked.push_back(x);
        return tell(self, *facts, facts->peers);
      },
      [](const address_query&) { return peer_listings{}; },
      [](const log_query&) { return log_page{}; },
      [](const change_log_level&) { return command_result{}; },
      [](const deny_torrent&) { return command_result{}; },
      [](const allow_torrent&) { return command_result{}; },
      [](const kick_swarm&) { return command_result{}; },
      [](const kick_address&) { return command_result{}; },
      [](const request_snapshot&) { return command_result{}; },
      [](const request_backup&) { return command_result{}; },
      [](const trust_clock&) { return command_result{}; },
      [](const configuration_query&) { return configuration_text{}; },
      [](const drain&) { return command_result{}; },
      [](const access_lists_loaded&) {},
      [](const serving_began&) {},
      [](const configuration_loaded&) {},
      [](const drained&) {},
  };
}

/// A pages actor with pages for operators, and one without.
struct fixture : test::pages_rig {
  std::shared_ptr<desk_facts> desk_facts_ = std::make_shared<desk_facts>();
  operator_actor desk = sys.spawn(desk_stand_in, desk_facts_);
  std::vector<log_record> records;
  muster::log log{log_level::info, 100, [this](log_record x) {
                    records.push_back(std::move(x));
                  }};
  std::shared_ptr<operator_gate> gate = std::make_shared<operator_gate>(token);
  pages_actor operated = spawn_pages();

  ~fixture() override {
    end(operated);
    end(desk);
  }

  pages_actor spawn_pages() {
    return sys.spawn(pages, pages_parts{statistics, store, {}, {2, true}, desk, gate, &log});
  }

  page ask_operated(page_query x) {
    if (x.source == address{})
      x.source = *address::parse("203.0.113.1");
    auto answer = self->request(operated, caf::infinite, x);
    consume_messages();
    if (desk_facts_->is_silent) {
      advance_time(std::chrono::seconds{2});
      consume_messages();
    }
    page result;
    answer.receive(
        [&](const page& found) { result = found; }, [](const caf::error&) { CAF_FAIL("no page"); });
    return result;
  }

  /// Asks with a token.
  page show(const std::string& path, const std::string& with = token) {
    return ask_operated({.path = path, .authorization = "Bearer " + with});
  }

  std::string metrics() {
    return std::string{ask_operated({.path = "/metrics"}).body.view()};
  }
};

bool is_private(const page& x) {
  return has_header(x, "Cache-Control: no-store")
         && x.headers.find("Access-Control") == std::string::npos;
}

std::string message_of(const page& x) {
  return std::string{boost::json::parse(x.body.view()).at("error").at("message").as_string()};
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(operator_pages_tests, fixture)

// -- without pages for operators ------------------------------------------------------------------

CAF_TEST(without pages for operators their paths are like any that does not exist) {
  const auto unknown = get("/no/such/path");
  for (const auto& path : {std::string{"/actors"}, actors_path, peers_path}) {
    for (const auto& authorization : {std::string{}, "Bearer " + token}) {
      const auto x = ask({.path = path, .authorization = authorization});
      CAF_CHECK_EQUAL(x.status, 404);
      CAF_CHECK_EQUAL(x.content_type, unknown.content_type);
      CAF_CHECK_EQUAL(x.body.view(), unknown.body.view());
      CAF_CHECK_EQUAL(x.headers, unknown.headers);
    }
  }
}

CAF_TEST(without pages for operators the metric of refusals is there and zero) {
  const std::string body{get("/metrics").body.view()};
  CAF_CHECK(body.find("\nmuster_operator_page_refusals_total 0\n") != std::string::npos);
}

// -- the page -------------------------------------------------------------------------------------

CAF_TEST(the page is served to everybody and holds nothing) {
  const auto x = ask_operated({.path = "/actors"});
  CAF_CHECK_EQUAL(x.status, 200);
  CAF_CHECK_EQUAL(x.content_type, "text/html; charset=utf-8");
  CAF_CHECK_EQUAL(x.body.view(), find_asset("/actors")->plain);
  CAF_CHECK(has_header(
      x, "Content-Security-Policy: default-src 'self'; base-uri 'none'; form-action 'self'; "
         "frame-ancestors 'none'"));
  CAF_CHECK_EQUAL(desk_facts_->questions, 0u);
}

CAF_TEST(paths next to those of operators do not exist) {
  for (const auto& path :
       {std::string{"/actors/"}, std::string{"/actor"}, actors_path + '/', actors_path + "s",
        std::string{"/api/v1/Actors"}})
    CAF_CHECK(show(path).status == 404);
}

// -- who is let in --------------------------------------------------------------------------------

CAF_TEST(the right token shows the actors) {
  const auto x = show(actors_path);
  CAF_CHECK_EQUAL(x.status, 200);
  CAF_CHECK_EQUAL(x.content_type, "application/json");
  CAF_CHECK(is_private(x));
  const auto parsed = boost::json::parse(x.body.view());
  CAF_CHECK(parsed.at("microseconds").as_int64() == 5);
  CAF_CHECK(parsed.at("actors").as_array().at(0).at("kind").as_string() == "pages");
  CAF_CHECK(records.empty());
}

CAF_TEST(without a token everything is refused and nobody is asked) {
  for (const auto& path : {actors_path, peers_path, std::string{"/api/v1/swarms/zz/peers"}})
    for (const auto* authorization : {"", "Basic eDp5", "Bearer"}) {
      const auto x = ask_operated({.path = path, .authorization = authorization});
      CAF_CHECK_EQUAL(x.status, 401);
      CAF_CHECK(has_header(x, "WWW-Authenticate: Bearer"));
      CAF_CHECK(is_private(x));
    }
  CAF_CHECK_EQUAL(desk_facts_->questions, 0u);
}

CAF_TEST(a wrong token is refused and logged and counted and not repeated) {
  const auto x = show(actors_path, std::string(63, '7') + '8');
  CAF_CHECK_EQUAL(x.status, 401);
  CAF_CHECK(has_header(x, "WWW-Authenticate: Bearer"));
  CAF_CHECK(is_private(x));
  CAF_CHECK_EQUAL(message_of(x), "that is not the token of this tracker's operators");
  CAF_REQUIRE_EQUAL(records.size(), 1u);
  CAF_CHECK_EQUAL(records[0].event, "refuse_operator");
  CAF_CHECK(records[0].level == log_level::warning);
  for (const auto& field : records[0].fields)
    CAF_CHECK(field.value.find("777") == std::string::npos);
  CAF_CHECK(records[0].fields.back().key == "address");
  CAF_CHECK(records[0].fields.back().value == "203.0.113.1");
  CAF_CHECK(metrics().find("\nmuster_operator_page_refusals_total 1\n") != std::string::npos);
  const auto figures = boost::json::parse(ask_operated({.path = "/stats.json"}).body.view());
  CAF_CHECK(figures.at("operator_pages").at("refusals").as_int64() == 1);
  CAF_CHECK_EQUAL(desk_facts_->questions, 0u);
}

CAF_TEST(after five wrong tokens an address is told to wait whatever it sends) {
  for (int i = 0; i < 5; ++i)
    CAF_CHECK(show(actors_path, "wrong").status == 401);
  for (const auto& path : {actors_path, peers_path}) {
    const auto x = show(path);
    CAF_CHECK_EQUAL(x.status, 429);
    CAF_CHECK(is_private(x));
    CAF_CHECK(
        has_header(x, "Retry-After: 60") || has_header(x, "Retry-After: 59")
        || has_header(x, "Retry-After: 58"));
    CAF_CHECK_EQUAL(message_of(x), "too many wrong tokens came from your address");
  }
  // A record for each wrong token, none for what is not looked at.
  CAF_CHECK_EQUAL(records.size(), 5u);
  CAF_CHECK_EQUAL(gate->refusals(), 7u);
  CAF_CHECK(ask_operated({.path = "/actors"}).status == 200);
  const auto other = ask_operated(
      {.path = actors_path,
       .authorization = "Bearer " + token,
       .source = *address::parse("203.0.113.2")});
  CAF_CHECK_EQUAL(other.status, 200);
}

CAF_TEST(a pages actor that is started again remembers who has guessed) {
  for (int i = 0; i < 5; ++i)
    show(actors_path, "wrong");
  end(operated);
  operated = spawn_pages();
  CAF_CHECK(show(actors_path).status == 429);
}

// -- what they see --------------------------------------------------------------------------------

CAF_TEST(the peers of a swarm are shown) {
  peer_listing listing;
  listing.matching = 9;
  desk_facts_->peers.swarms.push_back(listing);
  const auto x = show(peers_path);
  CAF_CHECK_EQUAL(x.status, 200);
  CAF_CHECK(is_private(x));
  CAF_CHECK(boost::json::parse(x.body.view()).at("matching").as_int64() == 9);
  CAF_REQUIRE_EQUAL(desk_facts_->asked.size(), 1u);
  CAF_CHECK_EQUAL(to_hex(desk_facts_->asked[0].info_hash), hex);
  CAF_CHECK_EQUAL(desk_facts_->asked[0].peers_max, 5000u);
}

CAF_TEST(a swarm that does not exist is not found) {
  const auto x = show(peers_path);
  CAF_CHECK_EQUAL(x.status, 404);
  CAF_CHECK_EQUAL(x.content_type, "application/json");
  CAF_CHECK_EQUAL(message_of(x), "no such swarm");
}

CAF_TEST(the peers of what is no info_hash are a mistake) {
  for (const auto& bad : {hex.substr(1), hex + 'a', hex.substr(1) + 'g', std::string{}, hex + "/x"})
    CAF_CHECK(show("/api/v1/swarms/" + bad + "/peers").status == 400);
  CAF_CHECK(desk_facts_->asked.empty());
}

CAF_TEST(a swarm is still shown to everybody without its peers) {
  facts->swarms.rows.push_back({});
  CAF_CHECK(ask_operated({.path = "/api/v1/swarms/" + hex}).status == 200);
}

CAF_TEST(a desk that is silent or gone makes pages unavailable) {
  desk_facts_->is_silent = true;
  for (const auto& path : {actors_path, peers_path}) {
    CAF_CHECK(show(path).status == 503);
    CAF_CHECK_EQUAL(message_of(show(path)), "the operator desk does not answer");
  }
  desk_facts_->is_silent = false;
  CAF_CHECK(show(actors_path).status == 200);
  end(desk);
  CAF_CHECK(show(actors_path).status == 503);
}

CAF_TEST(a long list is compressed for those who take that) {
  for (int i = 0; i < 100; ++i)
    desk_facts_->actors.rows.push_back({.kind = "sweeper", .id = 2, .place = "scheduler"});
  const auto x = ask_operated(
      {.path = actors_path, .accept_encoding = "gzip", .authorization = "Bearer " + token});
  CAF_CHECK(has_header(x, "Content-Encoding: gzip"));
  CAF_CHECK(test::gunzip(x.body.view()).find("sweeper") != std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()
