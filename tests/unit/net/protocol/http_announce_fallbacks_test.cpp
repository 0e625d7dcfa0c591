// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE http_announce_fallbacks_test

#include "net/protocol/http_announce.hpp"
#include "tests/support/queries.hpp"

#include <caf/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <string>

// The parameters that a client may leave out or get wrong: left, event, numwant, compact and
// no_peer_id. None of them is a reason to refuse.
namespace {

using namespace muster;
using test::an_announce_query;

constexpr numwant_range default_range{50, 200};

http_announce parse(const std::string& query, numwant_range range = default_range) {
  auto result = parse_http_announce(query, range);
  CAF_CHECK(result.refusal == refusal::none);
  return result;
}

std::uint64_t left_of(std::string_view value) {
  return parse(an_announce_query().with("left", value)).request.left;
}

announce_event event_of(std::string_view value) {
  return parse(an_announce_query().with("event", value)).request.event;
}

int numwant_of(std::string_view value, numwant_range range = default_range) {
  return parse(an_announce_query().with("numwant", value), range).request.numwant;
}

peers_form form_of(std::string_view compact) {
  return parse(an_announce_query().with("compact", compact)).form;
}

constexpr std::uint64_t int64_max = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t uint64_max = std::numeric_limits<std::uint64_t>::max();

} // namespace

// -- left -----------------------------------------------------------------------------------------

CAF_TEST(only a left of zero makes a seeder) {
  CAF_CHECK_EQUAL(left_of("0"), 0u);
  CAF_CHECK_EQUAL(left_of("1"), 1u);
}

CAF_TEST(a left of 64 bits is exact) {
  CAF_CHECK_EQUAL(left_of("16384"), 16384u);
  CAF_CHECK_EQUAL(left_of("4294967295"), 4294967295u);
  CAF_CHECK_EQUAL(left_of("4294967296"), 4294967296u);
  CAF_CHECK_EQUAL(left_of("9223372036854775807"), int64_max);
  CAF_CHECK_EQUAL(left_of("9223372036854775808"), int64_max + 1);
  CAF_CHECK_EQUAL(left_of("18446744073709551615"), uint64_max);
}

CAF_TEST(a left above 64 bits is a leecher and not cut to a seeder) {
  CAF_CHECK_EQUAL(left_of("18446744073709551616"), left_unknown);
  CAF_CHECK_EQUAL(left_of("36893488147419103232"), left_unknown);
  CAF_CHECK_EQUAL(left_of(std::string(100, '9')), left_unknown);
}

CAF_TEST(a left that is no number is a leecher and never a seeder) {
  for (const auto* text :
       {"", "-1", "-0", "+0", "abc", "0x0", "0abc", "0.0", "0 ", " 0", "0,0",
        "-9223372036854775808", "%", "%3", "%2B0", "%200", "None", "18446744073709551616x"})
    CAF_CHECK_EQUAL(left_of(text), left_unknown);
}

CAF_TEST(a client that does not say what is left is a leecher) {
  CAF_CHECK_EQUAL(parse(an_announce_query()).request.left, left_unknown);
  CAF_CHECK_EQUAL(parse(an_announce_query().text() + "&left").request.left, left_unknown);
}

// -- event ----------------------------------------------------------------------------------------

CAF_TEST(the events of the protocol are known) {
  CAF_CHECK(event_of("started") == announce_event::started);
  CAF_CHECK(event_of("completed") == announce_event::completed);
  CAF_CHECK(event_of("stopped") == announce_event::stopped);
  CAF_CHECK(event_of("paused") == announce_event::paused);
  CAF_CHECK(event_of("") == announce_event::none);
  CAF_CHECK(parse(an_announce_query()).request.event == announce_event::none);
}

CAF_TEST(an event is known in any case) {
  CAF_CHECK(event_of("STARTED") == announce_event::started);
  CAF_CHECK(event_of("Completed") == announce_event::completed);
  CAF_CHECK(event_of("sToPpEd") == announce_event::stopped);
  CAF_CHECK(event_of("PAUSED") == announce_event::paused);
}

CAF_TEST(an unknown event is none) {
  for (const auto* text :
       {"unknown", "none", "update", "start", "startedx", "started ", " started", "stopp", "0", "2",
        "%73topped%", "+stopped", "st\xf2pped",
        "stop\xf0"
        "ed"})
    CAF_CHECK(event_of(text) == announce_event::none);
}

// -- numwant --------------------------------------------------------------------------------------

CAF_TEST(a client that does not ask for a number of peers gets the standard) {
  CAF_CHECK_EQUAL(parse(an_announce_query()).request.numwant, 50);
  CAF_CHECK_EQUAL(numwant_of(""), 50);
}

CAF_TEST(a negative numwant is the standard) {
  CAF_CHECK_EQUAL(numwant_of("-1"), 50);
  CAF_CHECK_EQUAL(numwant_of("-0"), 50);
  CAF_CHECK_EQUAL(numwant_of("-2147483648"), 50);
  CAF_CHECK_EQUAL(numwant_of("-99999999999999999999"), 50);
}

CAF_TEST(a numwant of zero asks for no peers) {
  CAF_CHECK_EQUAL(numwant_of("0"), 0);
}

CAF_TEST(a numwant within the limit is exact) {
  CAF_CHECK_EQUAL(numwant_of("1"), 1);
  CAF_CHECK_EQUAL(numwant_of("80"), 80);
  CAF_CHECK_EQUAL(numwant_of("200"), 200);
}

CAF_TEST(a numwant above the limit is clamped and not refused) {
  for (const auto* text :
       {"201", "65535", "65536", "65537", "4294967295", "4294967296", "18446744073709551616",
        "99999999999999999999999"})
    CAF_CHECK_EQUAL(numwant_of(text), 200);
}

CAF_TEST(a numwant that is no number is the standard) {
  for (const auto* text :
       {"abc", "+5", "5x", " 5", "5 ", "0x5", "5.0", "-", "%35%", "%2B5", "%2D5", "all"})
    CAF_CHECK_EQUAL(numwant_of(text), 50);
}

CAF_TEST(standard and limit of numwant are the operators) {
  CAF_CHECK_EQUAL(numwant_of("abc", {10, 30}), 10);
  CAF_CHECK_EQUAL(numwant_of("31", {10, 30}), 30);
  CAF_CHECK_EQUAL(numwant_of("1", {0, 0}), 0);
}

// -- compact and no_peer_id -----------------------------------------------------------------------

CAF_TEST(peers are compact unless compact is 0) {
  CAF_CHECK(parse(an_announce_query()).form == peers_form::compact);
  for (const auto* text : {"1", "", "2", "-1", "no", "00", "0x", "false"})
    CAF_CHECK(form_of(text) == peers_form::compact);
}

CAF_TEST(peers are dictionaries with their peer_id if compact is 0) {
  const auto parsed = parse(an_announce_query().with("compact", "0"));
  CAF_CHECK(parsed.form == peers_form::dictionaries);
  CAF_CHECK(parsed.request.with_peer_ids);
}

CAF_TEST(dictionaries have no peer_id if no_peer_id is 1) {
  const auto parsed = parse(an_announce_query().with("compact", "0").with("no_peer_id", "1"));
  CAF_CHECK(parsed.form == peers_form::dictionaries_without_peer_id);
  CAF_CHECK(!parsed.request.with_peer_ids);
  for (const auto* text : {"", "0", "2", "yes"})
    CAF_CHECK(
        parse(an_announce_query().with("compact", "0").with("no_peer_id", text)).form
        == peers_form::dictionaries);
}

CAF_TEST(compact peers have no peer_id whatever no_peer_id says) {
  for (const auto* text : {"0", "1"}) {
    const auto parsed = parse(an_announce_query().with("compact", "1").with("no_peer_id", text));
    CAF_CHECK(parsed.form == peers_form::compact);
    CAF_CHECK(!parsed.request.with_peer_ids);
  }
}
