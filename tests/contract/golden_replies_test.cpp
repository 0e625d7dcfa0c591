// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE golden_replies_test

#include "net/protocol/http_announce.hpp"
#include "net/protocol/http_scrape.hpp"
#include "tests/support/announces.hpp"
#include "tests/support/bencoding.hpp"
#include "tests/support/data_files.hpp"

#include <caf/test/unit_test.hpp>

#include <filesystem>
#include <string>

// What clients depend on to the byte. A change that breaks one of these breaks clients.
namespace {

using namespace muster;
using namespace std::string_literals;
using test::an_address;

constexpr announce_intervals intervals{1800, 900};

peer_id a_client(char last) {
  peer_id result;
  const auto text = "-XX0001-" + std::string(12, last);
  std::copy(text.begin(), text.end(), result.bytes.begin());
  return result;
}

/// A seeder and a leecher of either family, besides the announcing leecher.
announce_reply a_reply() {
  announce_reply result;
  result.counts = {1, 2, 2, 5};
  result.peers = "\xc0\x00\x02\x01\x1a\xe1"s;
  result.peers6 = "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01\x1a\xe1"s;
  return result;
}

std::string written(
    const announce_reply& reply, peers_form form, std::string_view source,
    std::string_view warning = "") {
  std::string out;
  write_http_announce_reply(reply, form, intervals, an_address(source), warning, out);
  return out;
}

std::string refused(refusal reason, const refusal_times& times) {
  std::string out;
  write_http_refusal(reason, times, out);
  return out;
}

} // namespace

CAF_TEST(a compact reply keeps its bytes) {
  auto reply = a_reply();
  reply.peers += "\xc6\x33\x64\x07\xff\xff";
  CAF_CHECK_EQUAL(
      written(reply, peers_form::compact, "203.0.113.9"),
      test::read_hex_data("announce-compact.reply.hex"));
}

CAF_TEST(a compact reply without peers keeps its bytes) {
  announce_reply reply;
  reply.counts = {0, 1, 1, 0};
  CAF_CHECK_EQUAL(
      written(reply, peers_form::compact, "2001:db8::9"),
      test::read_hex_data("announce-compact-no-peers.reply.hex"));
}

CAF_TEST(a reply with dictionaries keeps its bytes) {
  auto reply = a_reply();
  reply.peer_ids = {a_client('a'), a_client('b')};
  CAF_CHECK_EQUAL(
      written(reply, peers_form::dictionaries, "2001:db8::9"),
      test::read_hex_data("announce-dictionaries.reply.hex"));
}

CAF_TEST(a reply with dictionaries without peer id keeps its bytes) {
  CAF_CHECK_EQUAL(
      written(a_reply(), peers_form::dictionaries_without_peer_id, "203.0.113.9"),
      test::read_hex_data("announce-dictionaries-no-peer-id.reply.hex"));
}

CAF_TEST(a reply with a warning keeps its bytes) {
  CAF_CHECK_EQUAL(
      written({}, peers_form::compact, "203.0.113.9", info(refusal::unregistered_torrent).text),
      test::read_hex_data("announce-warning.reply.hex"));
}

CAF_TEST(a refusal for good keeps its bytes) {
  CAF_CHECK_EQUAL(
      refused(refusal::invalid_port, {intervals, std::nullopt}),
      test::read_hex_data("refusal-for-good.reply.hex"));
}

CAF_TEST(a refusal for now keeps its bytes) {
  CAF_CHECK_EQUAL(
      refused(refusal::unregistered_torrent, {{60, 60}, 1}),
      test::read_hex_data("refusal-for-now.reply.hex"));
}

CAF_TEST(a scrape reply keeps its bytes) {
  const scrape_entries entries{
      {test::an_info_hash(0x00), {0, 0, 0, 0}}, {test::an_info_hash(0xff), {3, 2, 1, 5}}};
  std::string out;
  write_http_scrape_reply(entries, 900, out);
  CAF_CHECK_EQUAL(out, test::read_hex_data("scrape.reply.hex"));
}

CAF_TEST(every golden reply is strict bencoding) {
  std::size_t count = 0;
  for (const auto& file : std::filesystem::directory_iterator{test::data_path("")})
    if (const auto name = file.path().filename().string(); name.ends_with(".reply.hex")) {
      CAF_CHECK(test::is_canonical(test::read_hex_data(name)));
      ++count;
    }
  CAF_CHECK_EQUAL(count, 8u);
}
