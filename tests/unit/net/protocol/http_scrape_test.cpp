// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE http_scrape_test

#include "net/protocol/bencode.hpp"
#include "net/protocol/http_scrape.hpp"
#include "tests/support/announces.hpp"
#include "tests/support/bencoding.hpp"
#include "tests/support/queries.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace {

using namespace muster;
using test::an_info_hash;
using test::percent_encoded;

constexpr std::size_t hashes_max = 100;

std::string_view verdict(std::string_view query) {
  return info(parse_http_scrape(query, hashes_max).refusal).label;
}

/// A query for `count` different torrents.
std::string query_for(std::size_t count) {
  test::query_builder query;
  for (std::size_t i = 0; i < count; ++i)
    query.and_also("info_hash", percent_encoded(an_info_hash(static_cast<std::uint8_t>(i)).view()));
  return query;
}

/// The query parameters for torrents of equal bytes.
std::string query_of(std::initializer_list<std::uint8_t> fills) {
  test::query_builder query;
  for (const auto fill : fills)
    query.and_also("info_hash", percent_encoded(an_info_hash(fill).view()));
  return query;
}

std::string written(const scrape_entries& entries) {
  std::string out;
  write_http_scrape_reply(entries, 900, out);
  CAF_CHECK(test::is_canonical(out));
  return out;
}

} // namespace

// -- requests -------------------------------------------------------------------------------------

CAF_TEST(a scrape asks for one torrent or several) {
  const auto one = parse_http_scrape(query_of({7}), hashes_max);
  CAF_CHECK_EQUAL(info(one.refusal).label, "none");
  CAF_REQUIRE_EQUAL(one.entries.size(), 1u);
  CAF_CHECK(one.entries[0].info_hash == an_info_hash(7));
  CAF_CHECK_EQUAL(parse_http_scrape(query_of({7, 8, 9}), hashes_max).entries.size(), 3u);
}

CAF_TEST(a scrape of everything is refused) {
  for (const auto* query : {"", "&", "numwant=1", "info_hashes=AAAAAAAAAAAAAAAAAAAA"})
    CAF_CHECK_EQUAL(verdict(query), "full_scrape");
}

CAF_TEST(torrents come in ascending order) {
  const auto scrape = parse_http_scrape(query_of({0x80, 0x00, 0xff, 0x7f}), hashes_max);
  CAF_REQUIRE_EQUAL(scrape.entries.size(), 4u);
  CAF_CHECK(scrape.entries[0].info_hash == an_info_hash(0x00));
  CAF_CHECK(scrape.entries[1].info_hash == an_info_hash(0x7f));
  CAF_CHECK(scrape.entries[2].info_hash == an_info_hash(0x80));
  CAF_CHECK(scrape.entries[3].info_hash == an_info_hash(0xff));
}

CAF_TEST(a torrent asked for twice is told once) {
  const auto scrape = parse_http_scrape(query_of({2, 1, 2, 2, 1}), hashes_max);
  CAF_CHECK_EQUAL(info(scrape.refusal).label, "none");
  CAF_CHECK_EQUAL(scrape.entries.size(), 2u);
}

CAF_TEST(as many torrents as the limit are served) {
  CAF_CHECK_EQUAL(verdict(query_for(hashes_max)), "none");
  CAF_CHECK_EQUAL(parse_http_scrape(query_for(hashes_max), hashes_max).entries.size(), hashes_max);
}

CAF_TEST(one torrent more than the limit is refused) {
  CAF_CHECK_EQUAL(verdict(query_for(hashes_max + 1)), "oversized_scrape");
  CAF_CHECK_EQUAL(info(parse_http_scrape(query_of({1, 2}), 1).refusal).label, "oversized_scrape");
}

CAF_TEST(a torrent repeated beyond the limit is refused too) {
  CAF_CHECK_EQUAL(
      info(parse_http_scrape(query_of({1, 1, 1}), 2).refusal).label, "oversized_scrape");
}

CAF_TEST(memory for a refused scrape is limited) {
  CAF_CHECK_EQUAL(parse_http_scrape(query_for(250), hashes_max).entries.size(), hashes_max);
}

CAF_TEST(a scrape with one wrong info_hash is refused) {
  for (const auto* value :
       {"", "AAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAA", "%", "%4", "AAAAAAAAAAAAAAAAAAA%",
        "AAAAAAAAAAAAAAAAAAA%G1"}) {
    CAF_CHECK_EQUAL(verdict(std::string{"info_hash="} + value), "invalid_info_hash");
    CAF_CHECK_EQUAL(verdict(query_of({1}) + "&info_hash=" + value), "invalid_info_hash");
    CAF_CHECK_EQUAL(
        verdict(std::string{"info_hash="} + value + '&' + query_of({1})), "invalid_info_hash");
  }
  CAF_CHECK_EQUAL(verdict("info_hash"), "invalid_info_hash");
}

CAF_TEST(the first mistake of a scrape is named) {
  CAF_CHECK_EQUAL(verdict(query_for(hashes_max + 1) + "&info_hash=x"), "oversized_scrape");
  CAF_CHECK_EQUAL(verdict("info_hash=x&" + query_for(hashes_max + 1)), "invalid_info_hash");
}

CAF_TEST(a version 2 info_hash is cut to 20 bytes in a scrape) {
  const auto scrape = parse_http_scrape("info_hash=AAAAAAAAAAAAAAAAAAAABBBBBBBBBBBB", hashes_max);
  CAF_REQUIRE_EQUAL(scrape.entries.size(), 1u);
  CAF_CHECK_EQUAL(scrape.entries[0].info_hash.view(), "AAAAAAAAAAAAAAAAAAAA");
}

CAF_TEST(a scrape may have its name escaped and a plus is a space) {
  const auto scrape = parse_http_scrape("info%5fhash=AAAA+AAAA%2BAAAAAAAAA%20", hashes_max);
  CAF_CHECK_EQUAL(info(scrape.refusal).label, "none");
  CAF_REQUIRE_EQUAL(scrape.entries.size(), 1u);
  CAF_CHECK_EQUAL(scrape.entries[0].info_hash.view(), "AAAA AAAA+AAAAAAAAA ");
}

CAF_TEST(a scrape ignores other parameters) {
  CAF_CHECK_EQUAL(verdict("x=%&" + query_of({1}) + "&key=1&peer_id=x"), "none");
}

// -- replies --------------------------------------------------------------------------------------

CAF_TEST(a torrent that nobody announced has zeros) {
  const auto scrape = parse_http_scrape("info_hash=AAAAAAAAAAAAAAAAAAAA", hashes_max);
  CAF_CHECK_EQUAL(
      written(scrape.entries), "d5:filesd20:AAAAAAAAAAAAAAAAAAAAd"
                               "8:completei0e10:downloadedi0e10:incompletei0eee"
                               "5:flagsd20:min_request_intervali900eee");
}

CAF_TEST(a scrape tells seeders and downloads and downloaders and leechers) {
  const auto text = written({{an_info_hash('A'), {1, 2, 3, 4}}});
  CAF_CHECK_EQUAL(
      text, "d5:filesd20:AAAAAAAAAAAAAAAAAAAAd"
            "8:completei1e10:downloadedi4e11:downloadersi3e10:incompletei2eee"
            "5:flagsd20:min_request_intervali900eee");
}

CAF_TEST(files are keyed by raw info_hashes in ascending order) {
  const auto scrape = parse_http_scrape(query_of({0xff, 0x00, 0x64, 0x80}), hashes_max);
  const auto reply = bencode::parse(written(scrape.entries)).value();
  const auto& files = std::get<bencode::dictionary>(reply.find("files")->data);
  CAF_CHECK_EQUAL(files.size(), 4u);
  for (const auto& entry : scrape.entries)
    CAF_CHECK(reply.find("files")->find(entry.info_hash.view()) != nullptr);
}

CAF_TEST(every torrent asked for is told) {
  const auto scrape = parse_http_scrape(query_for(hashes_max), hashes_max);
  const auto reply = bencode::parse(written(scrape.entries)).value();
  CAF_CHECK_EQUAL(std::get<bencode::dictionary>(reply.find("files")->data).size(), hashes_max);
}

CAF_TEST(the flags tell when to scrape again) {
  const auto reply = bencode::parse(written({})).value();
  CAF_CHECK(reply.find("flags")->find("min_request_interval")->integer() == 900);
}

CAF_TEST(a scrape reply is appended to what stands in the buffer) {
  std::string out = "head";
  write_http_scrape_reply({}, 900, out);
  CAF_CHECK_EQUAL(out, "headd5:filesde5:flagsd20:min_request_intervali900eee");
}
