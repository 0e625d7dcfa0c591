// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE log_tail_test

#include "actors/log/log_tail.hpp"
#include "actors/log/messages.hpp"
#include "tests/support/log_records.hpp"

#include <caf/test/unit_test.hpp>

namespace {

using namespace muster;
using test::a_record;

log_tail with_lines(std::size_t count) {
  log_tail result;
  for (std::size_t i = 0; i < count; ++i)
    result.add(a_record("one"));
  return result;
}

log_query from(std::uint64_t number) {
  log_query result;
  result.from = number;
  return result;
}

} // namespace

CAF_TEST(there is nothing in an empty log) {
  const auto page = log_tail{}.read(from(0));
  CAF_CHECK(page.lines.empty());
  CAF_CHECK_EQUAL(page.next, 1u);
  CAF_CHECK_EQUAL(page.lost, 0u);
}

CAF_TEST(reading goes on where it ended) {
  auto sut = with_lines(2);
  const auto first = sut.read(from(0));
  CAF_CHECK_EQUAL(first.lines.size(), 2u);
  CAF_CHECK(sut.read(from(first.next)).lines.empty());
  sut.add(a_record("two"));
  const auto second = sut.read(from(first.next));
  CAF_REQUIRE_EQUAL(second.lines.size(), 1u);
  CAF_CHECK(second.lines[0].ends_with("event=two"));
}

CAF_TEST(a page has so many lines and no more) {
  const auto sut = with_lines(log_tail::page_lines_max + 1);
  const auto first = sut.read(from(0));
  CAF_CHECK_EQUAL(first.lines.size(), log_tail::page_lines_max);
  CAF_CHECK_EQUAL(sut.read(from(first.next)).lines.size(), 1u);
}

CAF_TEST(who is too slow is told how much was lost) {
  auto sut = with_lines(log_tail::lines_max);
  CAF_CHECK_EQUAL(sut.read(from(1)).lost, 0u);
  sut.add(a_record("one"));
  sut.add(a_record("one"));
  CAF_CHECK_EQUAL(sut.read(from(1)).lost, 2u);
  CAF_CHECK_EQUAL(sut.read(from(0)).lost, 0u);
}

CAF_TEST(lines of too little weight are left out) {
  auto sut = with_lines(1);
  sut.add({log_level::error, test::at(0), "two", {}});
  auto question = from(0);
  question.level = "warning";
  const auto page = sut.read(question);
  CAF_REQUIRE_EQUAL(page.lines.size(), 1u);
  CAF_CHECK(page.lines[0].ends_with("event=two"));
  CAF_CHECK_EQUAL(page.next, 3u);
}

CAF_TEST(a number from another life of the tracker is no way past the end) {
  const auto sut = with_lines(1);
  CAF_CHECK_EQUAL(sut.read(from(~std::uint64_t{0})).next, 2u);
}

CAF_TEST(lines are JSON if that is asked for) {
  auto question = from(0);
  question.json = true;
  CAF_CHECK(with_lines(1).read(question).lines.at(0).starts_with("{\"time\""));
}
