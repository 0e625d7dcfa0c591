// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE operator_gate_test

#include "web/operator_gate.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace {

using namespace muster;

const std::string token(64, 'a');
const std::string right = "Bearer " + token;
const std::string wrong = "Bearer " + std::string(63, 'a') + 'b';
constexpr timestamp noon{1'000'000};

address at(std::string_view text) {
  return *address::parse(text);
}

struct fixture {
  operator_gate sut{token};

  operator_verdict
  ask(std::string_view authorization, std::string_view source = "203.0.113.1",
      timestamp now = noon) {
    return sut.ask(authorization, at(source), now).verdict;
  }

  /// Shows as many wrong tokens as are looked at.
  void guess(std::string_view source = "203.0.113.1", timestamp now = noon) {
    for (std::uint32_t i = 0; i < operator_gate::wrong_tokens_max; ++i)
      CAF_CHECK(ask(wrong, source, now) == operator_verdict::wrong_token);
  }

  bool is_limited(std::string_view source, timestamp now = noon) {
    return ask(right, source, now) == operator_verdict::limited;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(operator_gate_tests, fixture)

CAF_TEST(the right token is let in as often as it comes) {
  for (int i = 0; i < 100; ++i)
    CAF_CHECK(ask(right) == operator_verdict::admitted);
  CAF_CHECK_EQUAL(sut.refusals(), 0u);
}

CAF_TEST(the name of the scheme is written in any case and followed by blanks) {
  for (const auto& x : {"bearer " + token, "BEARER " + token, "Bearer   " + token})
    CAF_CHECK(ask(x) == operator_verdict::admitted);
}

CAF_TEST(whoever shows no bearer token is asked for one and guesses nothing) {
  for (const auto& x :
       {std::string{}, std::string{"Basic eDp5"}, token, "Bearer" + token, "Bearer\t" + token,
        " Bearer " + token, "Token " + token})
    for (int i = 0; i < 10; ++i)
      CAF_CHECK(ask(x) == operator_verdict::missing_token);
  CAF_CHECK_EQUAL(sut.refusals(), 0u);
  CAF_CHECK(ask(right) == operator_verdict::admitted);
}

CAF_TEST(a token that is not quite the right one is wrong) {
  int i = 0;
  for (const auto& x :
       {std::string{"Bearer"}, std::string{"Bearer "}, wrong, right.substr(0, right.size() - 1),
        right + 'a', right + ' ', "Bearer " + std::string(64, 'A'), right + ", " + right,
        "Bearer b" + std::string(63, 'a'), "Bearer \"" + token + '"',
        "Bearer " + std::string(10'000, 'a')})
    CAF_CHECK(ask(x, "203.0.113." + std::to_string(++i)) == operator_verdict::wrong_token);
  CAF_CHECK_EQUAL(sut.refusals(), 11u);
}

CAF_TEST(an empty token lets nobody in) {
  operator_gate empty{""};
  CAF_CHECK(empty.ask("Bearer ", at("::1"), noon).verdict == operator_verdict::wrong_token);
}

CAF_TEST(the sixth attempt after five wrong tokens is not looked at) {
  for (std::uint32_t i = 0; i + 1 < operator_gate::wrong_tokens_max; ++i)
    ask(wrong);
  CAF_CHECK(ask(right) == operator_verdict::admitted);
  CAF_CHECK(ask(wrong) == operator_verdict::wrong_token);
  for (const auto& x : {right, wrong, std::string{}})
    CAF_CHECK(ask(x) == operator_verdict::limited);
  CAF_CHECK_EQUAL(sut.refusals(), 8u);
}

CAF_TEST(the pause is a minute after the fifth wrong token and is told) {
  guess("203.0.113.1", noon);
  const auto answer = [&](std::uint32_t seconds) {
    return sut.ask(right, at("203.0.113.1"), noon + timestamp{seconds});
  };
  CAF_CHECK_EQUAL(answer(0).pause.count(), 60u);
  CAF_CHECK_EQUAL(answer(59).pause.count(), 1u);
  CAF_CHECK(answer(59).verdict == operator_verdict::limited);
  CAF_CHECK(answer(60).verdict == operator_verdict::admitted);
}

CAF_TEST(asking during the pause does not make it longer) {
  guess();
  for (std::uint32_t i = 0; i < 60; ++i)
    CAF_CHECK(ask(wrong, "203.0.113.1", noon + timestamp{i}) == operator_verdict::limited);
  CAF_CHECK(!is_limited("203.0.113.1", noon + timestamp{60}));
}

CAF_TEST(five wrong tokens in more than a minute are not too many) {
  for (std::uint32_t i = 0; i < 20; ++i)
    CAF_CHECK(ask(wrong, "203.0.113.1", noon + timestamp{20 * i}) == operator_verdict::wrong_token);
  // Within one, they are.
  guess("203.0.113.2", noon);
  CAF_CHECK(is_limited("203.0.113.2"));
}

CAF_TEST(after a pause there are five attempts again) {
  guess("203.0.113.1", noon);
  guess("203.0.113.1", noon + timestamp{60});
  CAF_CHECK(is_limited("203.0.113.1", noon + timestamp{60}));
}

CAF_TEST(an address of IPv4 is limited alone) {
  guess("203.0.113.1");
  CAF_CHECK(is_limited("203.0.113.1"));
  CAF_CHECK(!is_limited("203.0.113.2"));
  CAF_CHECK(!is_limited("203.0.113.0"));
}

CAF_TEST(an address of IPv6 is limited with its 64 bits of network) {
  for (int i = 1; i <= 5; ++i)
    ask(wrong, "2001:db8:0:1::" + std::to_string(i));
  CAF_CHECK(is_limited("2001:db8:0:1::1"));
  CAF_CHECK(is_limited("2001:db8:0:1:ffff:ffff:ffff:ffff"));
  CAF_CHECK(!is_limited("2001:db8:0:2::1"));
  CAF_CHECK(!is_limited("2001:db8::1"));
}

CAF_TEST(of more networks than are remembered the oldest is forgotten) {
  guess("203.0.113.1", noon);
  const auto later = noon + timestamp{1};
  const auto guess_from = [&](std::size_t i) {
    guess("10.0." + std::to_string(i / 250) + '.' + std::to_string(i % 250), later);
  };
  for (std::size_t i = 0; i + 1 < operator_gate::networks_max; ++i)
    guess_from(i);
  CAF_CHECK(is_limited("203.0.113.1", later));
  CAF_CHECK(is_limited("10.0.0.0", later));
  guess_from(operator_gate::networks_max - 1);
  CAF_CHECK(!is_limited("203.0.113.1", later));
  CAF_CHECK(is_limited("10.0.0.0", later));
}

CAF_TEST_FIXTURE_SCOPE_END()
