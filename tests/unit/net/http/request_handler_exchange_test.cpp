// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE request_handler_exchange_test

#include "net/http/request_handler.hpp"
#include "tests/support/queries.hpp"
#include "tests/support/swarm_fixture.hpp"

#include <optional>
#include <string>

namespace {

using namespace muster;
using test::an_announce_query;
using test::an_info_hash;
using test::percent_encoded;

/// A client without a connection: notes the last reply.
class recording_exchange final : public exchange {
public:
  void reply(const response& x) override {
    status = x.status;
    body = x.body;
  }

  void reply(response x, const shared_text& text) override {
    x.body = text.view();
    reply(x);
  }

  void stream(std::string_view, timestamp) override {
    // nop
  }

  void close_after_reply() noexcept override {
    closes = true;
  }

  [[nodiscard]] const endpoint& remote() const noexcept override {
    return remote_;
  }

  std::optional<std::uint16_t> status;
  std::string body;
  bool closes = false;

private:
  endpoint remote_ = *parse_endpoint("203.0.113.1:50000");
};

struct fixture : test::swarm_fixture {
  timestamp now{1'000'000};
  announce_settings announce_terms;
  admission_settings admission_terms;
  limit_settings limits;
  http_settings http;
  rate_limiter limiter{limits, hash_key{1}};
  retry_backoff backoff{hash_key{2}};
  front_door door{
      front_door_parts{
          protocol::http, announce_terms, admission_terms, limits, limiter, backoff, context},
      std::make_shared<const access_lists>(),
      box.handle().get(),
      reactor,
      now,
      7};
  request_handler sut{{announce_terms, http, door, pages_actor{}}, *box.handle().get()};
  recording_exchange client;

  void get(std::string_view path, const std::string& query) {
    request_head head;
    head.method = http_method::get;
    head.path = path;
    head.query = query;
    sut.on_request(client, head);
    reactor.run();
  }

  /// The query of a scrape of torrents 1 and 2.
  std::string scrape_query() const {
    return "info_hash=" + percent_encoded(an_info_hash(1).view())
           + "&info_hash=" + percent_encoded(an_info_hash(2).view());
  }

  bool was_told(std::string_view x) const {
    return client.body.find(x) != std::string::npos;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(request_handler_exchange_tests, fixture)

CAF_TEST(an announce is answered when its swarm has answered however its bytes travel) {
  get("/announce", an_announce_query().text());
  CAF_CHECK(!client.status);
  CAF_CHECK(client.request().source == client.remote().address);
  sut.on_announced(client, box->take_one().as<announced>().reply);
  CAF_CHECK(client.status == 200);
  CAF_CHECK(was_told("8:intervali"));
  CAF_CHECK(!client.closes);
}

CAF_TEST(an announce that no swarm gets is refused at once) {
  get("/announce", an_announce_query().with("port", "x").text());
  CAF_CHECK(client.status == 200);
  CAF_CHECK(was_told(info(refusal::invalid_port).text));
}

CAF_TEST(who stops in vain is told why in a reply that says it succeeded) {
  get("/announce", an_announce_query().with("port", "x").with("event", "stopped").text());
  CAF_CHECK(was_told("15:warning message"));
  CAF_CHECK(was_told(info(refusal::invalid_port).text));
  CAF_CHECK(!was_told("failure reason"));
}

CAF_TEST(a scrape is answered with the last of its swarms) {
  swarm_of(1);
  swarm_of(2);
  get("/scrape", scrape_query());
  const auto answers = box->take_all<scraped>();
  CAF_REQUIRE_EQUAL(answers.size(), 2u);
  sut.on_scraped(client, answers[1].entry);
  CAF_CHECK(!client.status);
  sut.on_scraped(client, answers[0].entry);
  CAF_CHECK(client.status == 200);
}

CAF_TEST(a scrape of torrents that nobody has announced is answered at once) {
  get("/scrape", scrape_query());
  CAF_CHECK(client.status == 200);
  CAF_CHECK(was_told("8:completei0e"));
}

CAF_TEST(who asks while the tracker drains is told so and let go) {
  sut.drain();
  get("/announce", an_announce_query().text());
  CAF_CHECK(client.status == 503);
  CAF_CHECK(client.closes);
  CAF_CHECK_EQUAL(context.directory.size(), 0u);
}

CAF_TEST_FIXTURE_SCOPE_END()
