// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE tally_test

#include "bin/load/tally.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

using namespace muster::load;

CAF_TEST(errors are all faults together) {
  tally sut;
  sut.replies = 97;
  sut.faults[static_cast<std::size_t>(fault::timeout)] = 1;
  sut.faults[static_cast<std::size_t>(fault::status)] = 2;
  CAF_CHECK_EQUAL(sut.errors(), 3u);
  CAF_CHECK_EQUAL(sut.requests(), 100u);
  CAF_CHECK_EQUAL(sut.error_percent(), 3);
}

CAF_TEST(a run without a request is all error) {
  CAF_CHECK_EQUAL(tally{}.error_percent(), 100);
}

CAF_TEST(merged tallies are as one) {
  tally sut;
  tally other;
  sut.replies = 1;
  other.replies = 2;
  other.announces = 2;
  other.peers = 30;
  other.peers6 = 4;
  other.body_bytes = 500;
  other.connections = 6;
  other.retries = 7;
  other.replies_parsed = 8;
  other.faults[static_cast<std::size_t>(fault::http)] = 9;
  other.latency.add(10);
  other.last_reply = 11;
  other.first_connect_error = "c";
  other.first_bad_reply = "d";
  sut.merge(other);
  CAF_CHECK_EQUAL(sut.replies, 3u);
  CAF_CHECK_EQUAL(sut.announces, 2u);
  CAF_CHECK_EQUAL(sut.peers, 30u);
  CAF_CHECK_EQUAL(sut.peers6, 4u);
  CAF_CHECK_EQUAL(sut.body_bytes, 500u);
  CAF_CHECK_EQUAL(sut.connections, 6u);
  CAF_CHECK_EQUAL(sut.retries, 7u);
  CAF_CHECK_EQUAL(sut.replies_parsed, 8u);
  CAF_CHECK_EQUAL(sut.errors(), 9u);
  CAF_CHECK_EQUAL(sut.latency.count(), 1u);
  CAF_CHECK_EQUAL(sut.last_reply, 11);
  CAF_CHECK_EQUAL(sut.first_connect_error, "c");
  CAF_CHECK_EQUAL(sut.first_bad_reply, "d");
}

CAF_TEST(every fault has a name) {
  CAF_CHECK_EQUAL(fault_count, static_cast<std::size_t>(fault::transaction) + 1);
  for (const auto name : fault_names)
    CAF_CHECK(!name.empty());
}

CAF_TEST(what a flood expects is no error but a request) {
  tally sut;
  sut.expected = faults_of_refusal();
  sut.replies = 1;
  for (const auto x :
       {fault::connect, fault::closed, fault::timeout, fault::status, fault::failure_reason})
    ++sut.faults[static_cast<std::size_t>(x)];
  CAF_CHECK_EQUAL(sut.errors(), 0u);
  CAF_CHECK_EQUAL(sut.requests(), 6u);
  ++sut.faults[static_cast<std::size_t>(fault::packet)];
  CAF_CHECK_EQUAL(sut.errors(), 1u);
  tally other;
  other.merge(sut);
  CAF_CHECK_EQUAL(other.errors(), 1u);
}

CAF_TEST(refusals are counted by their text and merged) {
  tally sut;
  sut.count_refusal("a");
  sut.count_refusal("b", 2);
  tally other;
  other.count_refusal("b");
  sut.merge(other);
  CAF_CHECK_EQUAL(sut.refusals["a"], 1u);
  CAF_CHECK_EQUAL(sut.refusals["b"], 3u);
}

CAF_TEST(texts of refusals beyond the limit are counted together) {
  tally sut;
  for (std::size_t i = 0; i < tally::refusal_texts_max + 3; ++i)
    sut.count_refusal("text " + std::to_string(i));
  sut.count_refusal("text 0");
  CAF_CHECK_EQUAL(sut.refusals.size(), tally::refusal_texts_max + 1);
  CAF_CHECK_EQUAL(sut.refusals["text 0"], 2u);
  CAF_CHECK_EQUAL(sut.refusals[""], 3u);
}
