// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE refusal_test

#include "net/protocol/limits.hpp"
#include "net/protocol/refusal.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <set>

namespace {

using namespace muster;

/// All refusals but `none`.
std::vector<refusal> all_refusals() {
  std::vector<refusal> result;
  for (std::size_t i = 1; i < refusal_count; ++i)
    result.push_back(static_cast<refusal>(i));
  return result;
}

} // namespace

CAF_TEST(every refusal has a text that fits one line of a client) {
  for (const auto x : all_refusals()) {
    CAF_CHECK(!info(x).text.empty());
    CAF_CHECK_LESS_OR_EQUAL(info(x).text.size(), limits::warning_bytes_max);
    CAF_CHECK(std::all_of(
        info(x).text.begin(), info(x).text.end(), [](char c) { return c >= 0x20 && c <= 0x7e; }));
  }
}

CAF_TEST(every refusal has a label for metrics) {
  for (const auto x : all_refusals())
    CAF_CHECK(
        info(x).label.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos);
}

CAF_TEST(no two refusals share a label or a text) {
  std::set<std::string_view> labels;
  std::set<std::string_view> texts;
  for (const auto x : all_refusals()) {
    labels.insert(info(x).label);
    texts.insert(info(x).text);
  }
  CAF_CHECK_EQUAL(labels.size(), refusal_count - 1);
  CAF_CHECK_EQUAL(texts.size(), refusal_count - 1);
}

CAF_TEST(labels stand at their enumerators) {
  CAF_CHECK_EQUAL(info(refusal::none).label, "none");
  CAF_CHECK_EQUAL(info(refusal::missing_info_hash).label, "missing_info_hash");
  CAF_CHECK_EQUAL(info(refusal::invalid_port).label, "invalid_port");
  CAF_CHECK_EQUAL(info(refusal::scoped_source).label, "scoped_source");
  CAF_CHECK_EQUAL(info(refusal::oversized_scrape).label, "oversized_scrape");
  CAF_CHECK_EQUAL(info(refusal::moved).label, "moved");
}

CAF_TEST(a torrent that is not served is refused in the words that make clients give up) {
  CAF_CHECK_NOT_EQUAL(
      info(refusal::unregistered_torrent).text.find("unregistered torrent"),
      std::string_view::npos);
}

CAF_TEST(no other refusal has the words that make clients give up) {
  for (const auto x : all_refusals())
    if (x != refusal::unregistered_torrent)
      for (const std::string_view words : {"unregistered torrent", "torrent not registered"})
        CAF_CHECK_EQUAL(info(x).text.find(words), std::string_view::npos);
}

CAF_TEST(a scrape of too many torrents is refused in the words that make clients ask for fewer) {
  CAF_CHECK_NOT_EQUAL(
      info(refusal::oversized_scrape).text.find("GET string too long"), std::string_view::npos);
}

CAF_TEST(a client may come back for a torrent that is not served yet) {
  CAF_CHECK(info(refusal::unregistered_torrent).retry_in == std::uint16_t{1});
}

CAF_TEST(a client need not come back with a request that is wrong) {
  for (const auto x :
       {refusal::missing_info_hash, refusal::invalid_info_hash, refusal::duplicate_info_hash,
        refusal::missing_peer_id, refusal::invalid_peer_id, refusal::missing_port,
        refusal::invalid_port})
    CAF_CHECK(!info(x).retry_in);
}
