// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE pages_live_test

#include "actors/swarm/messages.hpp"
#include "net/http/page.hpp"
#include "tests/support/actors.hpp"
#include "tests/support/pages_rig.hpp"

#include <boost/json/parse.hpp>

namespace {

using namespace muster;
using namespace std::chrono_literals;
using test::has_header;
using test::post_office;

/// A pages actor that takes two viewers, and two network actors whose clients look.
struct fixture : test::pages_rig {
  post_office door{sys};
  post_office other_door{sys};

  /// Asks for live figures.
  void look(const post_office& from, std::uint64_t id) {
    from.send(caf::actor_cast<caf::strong_actor_ptr>(sut), id, page_query{"/api/v1/live"}, nullptr);
    consume_messages();
  }

  /// Says that a client has left.
  void leave(const post_office& from, std::uint64_t id) {
    from.send(caf::actor_cast<caf::strong_actor_ptr>(sut), 0, page_left{id}, nullptr);
    consume_messages();
  }

  void pass(caf::timespan time) {
    consume_messages();
    advance_time(time);
    consume_messages();
  }

  /// How many events have come since the last call.
  static std::size_t events(const post_office& at) {
    return at->take_all<page_event>().size();
  }

  /// The answer to a client that is to be turned away.
  page turned_away(std::uint64_t id) {
    door->take();
    look(door, id);
    return door->take_one().as<page>();
  }
};

/// The figures in an event.
boost::json::value figures_in(const page_event& x) {
  const std::string_view text = x.text;
  const std::string_view begin = "event: figures\ndata: ";
  CAF_REQUIRE(text.starts_with(begin));
  CAF_REQUIRE(text.ends_with("\n\n"));
  return boost::json::parse(std::string{text.substr(begin.size(), text.size() - begin.size() - 2)});
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(pages_live_tests, fixture)

CAF_TEST(who looks at live figures gets a stream and the first event at once) {
  look(door, 7);
  const auto letters = door->take();
  CAF_REQUIRE_EQUAL(letters.size(), 2u);
  const auto& x = letters[0].as<page>();
  CAF_CHECK_EQUAL(x.status, 200);
  CAF_CHECK_EQUAL(x.content_type, "text/event-stream");
  CAF_CHECK(x.open_ended);
  CAF_CHECK_EQUAL(letters[0].request_id, 7u);
  CAF_CHECK_EQUAL(
      figures_in(letters[1].as<page_event>()).at("peers").to_number<std::int64_t>(), 189);
  CAF_CHECK_EQUAL(letters[1].request_id, 7u);
}

CAF_TEST(the first event has no rates) {
  look(door, 7);
  const auto first = door->take_all<page_event>();
  CAF_REQUIRE_EQUAL(first.size(), 1u);
  CAF_CHECK_EQUAL(figures_in(first[0]).at("announces_per_second").to_number<double>(), 0);
}

CAF_TEST(an event comes every two seconds) {
  look(door, 7);
  CAF_CHECK_EQUAL(events(door), 1u);
  for (int i = 0; i < 3; ++i) {
    pass(1999ms);
    CAF_CHECK_EQUAL(events(door), 0u);
    pass(1ms);
    CAF_CHECK_EQUAL(events(door), 1u);
  }
}

CAF_TEST(an event has the figures of its moment) {
  look(door, 7);
  events(door);
  facts->figures.present.seeders += 11;
  facts->figures.totals.traffic[0][0].announces[0] += 1000;
  facts->figures.present.traffic[0][0].announces += 1000;
  pass(2s);
  const auto next = door->take_all<page_event>();
  CAF_REQUIRE_EQUAL(next.size(), 1u);
  CAF_CHECK_EQUAL(figures_in(next[0]).at("peers").to_number<std::int64_t>(), 200);
  CAF_CHECK(figures_in(next[0]).at("announces_per_second").to_number<double>() > 0);
}

CAF_TEST(two viewers are both told each in the name of its request) {
  look(door, 7);
  look(other_door, 7);
  door->take();
  other_door->take();
  pass(2s);
  for (const auto* at : {&door, &other_door}) {
    const auto event = (*at)->take_one();
    CAF_CHECK(event.is<page_event>());
    CAF_CHECK_EQUAL(event.request_id, 7u);
  }
}

CAF_TEST(two viewers of one network actor are told apart) {
  look(door, 7);
  look(door, 8);
  door->take();
  pass(2s);
  const auto told = door->take();
  CAF_REQUIRE_EQUAL(told.size(), 2u);
  CAF_CHECK_EQUAL(told[0].request_id, 7u);
  CAF_CHECK_EQUAL(told[1].request_id, 8u);
}

CAF_TEST(a viewer that has left is forgotten and the other goes on) {
  look(door, 7);
  look(door, 8);
  leave(door, 7);
  door->take();
  pass(2s);
  const auto told = door->take();
  CAF_REQUIRE_EQUAL(told.size(), 1u);
  CAF_CHECK_EQUAL(told[0].request_id, 8u);
}

CAF_TEST(only the network actor of a viewer can say that it has left) {
  look(door, 7);
  leave(other_door, 7);
  leave(door, 8);
  events(door);
  pass(2s);
  CAF_CHECK_EQUAL(events(door), 1u);
}

CAF_TEST(without viewers nobody is asked and nothing is awaited) {
  look(door, 7);
  leave(door, 7);
  pass(2s);
  events(door);
  pass(10s);
  CAF_CHECK_EQUAL(events(door), 0u);
  CAF_CHECK(!sched.has_job());
  CAF_CHECK(!trigger_timeout());
}

CAF_TEST(who comes after a viewer has left gets its events as often) {
  // There is still a tick of the first viewer on its way.
  look(door, 7);
  leave(door, 7);
  door->take();
  look(door, 8);
  CAF_CHECK_EQUAL(events(door), 1u);
  for (int i = 0; i < 3; ++i) {
    pass(2s);
    CAF_CHECK_EQUAL(events(door), 1u);
  }
}

CAF_TEST(more viewers than the limit are turned away) {
  look(door, 1);
  look(other_door, 2);
  const auto x = turned_away(3);
  CAF_CHECK_EQUAL(x.status, 503);
  CAF_CHECK(!x.open_ended);
  CAF_CHECK_EQUAL(x.content_type, "application/json");
  CAF_CHECK_EQUAL(x.body.view(), "{\"error\":{\"message\":\"too many viewers\"}}\n");
  CAF_CHECK(has_header(x, "Cache-Control: no-store"));
  events(door);
  pass(2s);
  CAF_CHECK_EQUAL(events(door), 1u);
}

CAF_TEST(an address has as many viewers as its limit says and others look on) {
  pages_parts parts{.statistics = statistics};
  parts.settings.viewers_per_address_max = 1;
  const auto limited = sys.spawn(pages, parts);
  const auto ask = [&](std::uint64_t id, const char* source) {
    page_query asked{"/api/v1/live"};
    asked.source = *address::parse(source);
    door->take();
    door.send(caf::actor_cast<caf::strong_actor_ptr>(limited), id, asked, nullptr);
    consume_messages();
    return door->take().front().as<page>().status;
  };
  CAF_CHECK_EQUAL(ask(1, "203.0.113.1"), 200);
  CAF_CHECK_EQUAL(ask(2, "203.0.113.1"), 503);
  CAF_CHECK_EQUAL(ask(3, "203.0.113.2"), 200);
  CAF_CHECK_EQUAL(ask(4, "2001:db8::1"), 200);
  CAF_CHECK_EQUAL(ask(5, "2001:db8::2"), 503);
  CAF_CHECK_EQUAL(facts->reported.viewers_rejected, 2u);
  door.send(caf::actor_cast<caf::strong_actor_ptr>(limited), 0, page_left{1}, nullptr);
  consume_messages();
  CAF_CHECK_EQUAL(ask(6, "203.0.113.1"), 200);
  caf::anon_send_exit(limited, caf::exit_reason::kill);
}

CAF_TEST(who wants the headers alone takes no place) {
  for (std::uint64_t id = 1; id <= 5; ++id) {
    page_query asked{"/api/v1/live"};
    asked.is_head = true;
    door->take();
    door.send(caf::actor_cast<caf::strong_actor_ptr>(sut), id, asked, nullptr);
    consume_messages();
    CAF_CHECK_EQUAL(door->take_one().as<page>().status, 200);
  }
  pass(2s);
  CAF_CHECK_EQUAL(events(door), 0u);
}

CAF_TEST(viewers that are turned away are counted) {
  look(door, 1);
  look(other_door, 2);
  CAF_CHECK_EQUAL(facts->reported.viewers_rejected, 0u);
  turned_away(3);
  turned_away(4);
  CAF_CHECK_EQUAL(facts->reported.viewers_rejected, 2u);
}

CAF_TEST(who comes while others look gets what they were told last at once) {
  look(door, 7);
  const auto told = door->take_all<page_event>();
  CAF_REQUIRE_EQUAL(told.size(), 1u);
  look(other_door, 7);
  CAF_CHECK(other_door->take_one().as<page>().body.view().ends_with("\n\n" + told[0].text));
}

CAF_TEST(who comes when nobody looks is told nothing old) {
  look(door, 7);
  leave(door, 7);
  door->take();
  look(door, 8);
  const auto stream = door->take().front().as<page>();
  CAF_CHECK_EQUAL(stream.body.view().find("event:"), std::string::npos);
}

CAF_TEST(a viewer that leaves makes room for another) {
  look(door, 1);
  look(other_door, 2);
  leave(other_door, 2);
  door->take();
  look(door, 3);
  CAF_CHECK(door->take().front().as<page>().open_ended);
}

CAF_TEST(statistics that are silent for a while end no stream) {
  look(door, 7);
  events(door);
  facts->statistics_are_silent = true;
  for (int i = 0; i < 3; ++i)
    pass(2s);
  CAF_CHECK_EQUAL(events(door), 0u);
  facts->statistics_are_silent = false;
  pass(2s);
  CAF_CHECK_EQUAL(events(door), 1u);
}

CAF_TEST_FIXTURE_SCOPE_END()
