// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE http_announce_test

#include "net/protocol/http_announce.hpp"
#include "tests/support/announces.hpp"
#include "tests/support/queries.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

// What makes an announce acceptable: info_hash, peer_id, port, and all that is not read. The
// parameters that have a fallback are in http_announce_fallbacks_test.cpp.
namespace {

using namespace muster;
using test::an_announce_query;

http_announce parse(const std::string& query) {
  return parse_http_announce(query, numwant_range{50, 200});
}

std::string_view verdict(const std::string& query) {
  return info(parse(query).refusal).label;
}

std::string_view verdict_on_info_hash(std::string_view value) {
  return verdict(an_announce_query().with("info_hash", value));
}

std::string_view verdict_on_peer_id(std::string_view value) {
  return verdict(an_announce_query().with("peer_id", value));
}

std::string_view verdict_on_port(std::string_view value) {
  return verdict(an_announce_query().with("port", value));
}

std::uint16_t port_of(std::string_view value) {
  return parse(an_announce_query().with("port", value)).request.port;
}

/// Twenty bytes, one after the other from `first`.
std::string twenty_bytes(int first) {
  std::string result;
  for (int i = 0; i < 20; ++i)
    result += static_cast<char>((first + i) % 256);
  return result;
}

} // namespace

CAF_TEST(an announce needs info_hash and peer_id and port and nothing else) {
  const auto parsed = parse(an_announce_query());
  CAF_CHECK_EQUAL(info(parsed.refusal).label, "none");
  CAF_CHECK_EQUAL(parsed.request.info_hash.view(), test::info_hash_text);
  CAF_CHECK_EQUAL(parsed.request.peer_id.view(), test::peer_id_text);
  CAF_CHECK_EQUAL(parsed.request.port, 6881);
}

CAF_TEST(an announce without info_hash is refused) {
  CAF_CHECK_EQUAL(verdict(an_announce_query().without("info_hash")), "missing_info_hash");
  CAF_CHECK_EQUAL(verdict(""), "missing_info_hash");
}

CAF_TEST(an info_hash may hold any byte in escapes of either case) {
  for (int first = 0; first < 256; first += 4) {
    const auto bytes = twenty_bytes(first);
    for (const auto digits : {test::hex_case::lower, test::hex_case::upper}) {
      const auto parsed =
          parse(an_announce_query().with("info_hash", test::percent_encoded(bytes, digits)));
      CAF_CHECK_EQUAL(info(parsed.refusal).label, "none");
      CAF_CHECK_EQUAL(parsed.request.info_hash.view(), bytes);
    }
  }
}

CAF_TEST(an info_hash may hold unescaped bytes of any kind) {
  const std::string bytes("-ab;c/?:@!$'()*,~\xff\x80\x01", 20);
  const auto parsed = parse(an_announce_query().with("info_hash", bytes));
  CAF_CHECK_EQUAL(info(parsed.refusal).label, "none");
  CAF_CHECK_EQUAL(parsed.request.info_hash.view(), bytes);
}

CAF_TEST(a plus in an info_hash or peer_id is a space) {
  const auto parsed = parse(an_announce_query()
                                .with("info_hash", "AAAA+AAAA%2BAAAAAAAAA%20")
                                .with("peer_id", "-XX0001-+bbbbb%2bbbbbb"));
  CAF_CHECK_EQUAL(info(parsed.refusal).label, "none");
  CAF_CHECK_EQUAL(parsed.request.info_hash.view(), "AAAA AAAA+AAAAAAAAA ");
  CAF_CHECK_EQUAL(parsed.request.peer_id.view(), "-XX0001- bbbbb+bbbbb");
}

CAF_TEST(an announce that has every character of its values escaped is read) {
  const auto parsed = parse(an_announce_query()
                                .with("port", test::percent_encoded("51413"))
                                .with("left", "%30")
                                .with("event", test::percent_encoded("completed"))
                                .with("numwant", "%37%37")
                                .with("compact", "%30")
                                .with("no_peer_id", "%31"));
  CAF_CHECK_EQUAL(info(parsed.refusal).label, "none");
  CAF_CHECK_EQUAL(parsed.request.port, 51413);
  CAF_CHECK_EQUAL(parsed.request.left, 0u);
  CAF_CHECK(parsed.request.event == announce_event::completed);
  CAF_CHECK_EQUAL(parsed.request.numwant, 77);
  CAF_CHECK(parsed.form == peers_form::dictionaries_without_peer_id);
}

CAF_TEST(an announce that has every character of its names escaped is read) {
  std::string query;
  for (const auto& [name, value] :
       {std::pair{"info_hash", test::info_hash_text},
        {"peer_id", test::peer_id_text},
        {"port", "6881"},
        {"left", "0"},
        {"event", "stopped"}})
    query += test::percent_encoded(name) + '=' + std::string{value} + '&';
  const auto parsed = parse(query);
  CAF_CHECK_EQUAL(info(parsed.refusal).label, "none");
  CAF_CHECK_EQUAL(parsed.request.left, 0u);
  CAF_CHECK(parsed.request.event == announce_event::stopped);
  CAF_CHECK_EQUAL(
      verdict(an_announce_query().and_also("info%5Fhash", test::info_hash_text)),
      "duplicate_info_hash");
}

CAF_TEST(an info_hash of other than 20 or 32 bytes is refused) {
  for (const std::size_t size : {0u, 1u, 19u, 21u, 31u, 33u, 40u, 64u}) {
    CAF_CHECK_EQUAL(verdict_on_info_hash(std::string(size, 'A')), "invalid_info_hash");
    CAF_CHECK_EQUAL(
        verdict_on_info_hash(test::percent_encoded(std::string(size, '\0'))), "invalid_info_hash");
  }
  CAF_CHECK_EQUAL(verdict_on_info_hash(test::percent_encoded(std::string(20, '\0'))), "none");
}

CAF_TEST(an info_hash of version 2 is cut to 20 bytes) {
  const auto bytes = twenty_bytes(200) + "and twelve b";
  const auto parsed = parse(an_announce_query().with("info_hash", test::percent_encoded(bytes)));
  CAF_CHECK_EQUAL(info(parsed.refusal).label, "none");
  CAF_CHECK_EQUAL(parsed.request.info_hash.view(), twenty_bytes(200));
}

CAF_TEST(an info_hash with a broken escape is refused) {
  for (const auto* text :
       {"AAAAAAAAAAAAAAAAAAA%", "AAAAAAAAAAAAAAAAAAA%4", "AAAAAAAAAAAAAAAAAAA%4G",
        "%zzAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAA%"})
    CAF_CHECK_EQUAL(verdict_on_info_hash(text), "invalid_info_hash");
}

CAF_TEST(an info_hash without a value is refused as invalid) {
  const std::string rest = "&peer_id=-XX0001-bbbbbbbbbbbb&port=6881";
  CAF_CHECK_EQUAL(verdict("info_hash" + rest), "invalid_info_hash");
  CAF_CHECK_EQUAL(verdict("info_hash=" + rest), "invalid_info_hash");
}

CAF_TEST(a second info_hash is refused whatever it is) {
  for (const std::string_view second :
       {test::info_hash_text, std::string_view{"x"}, std::string_view{""}})
    CAF_CHECK_EQUAL(
        verdict(an_announce_query().and_also("info_hash", second)), "duplicate_info_hash");
  CAF_CHECK_EQUAL(verdict("info_hash&" + an_announce_query().text()), "duplicate_info_hash");
}

CAF_TEST(a semicolon does not end an info_hash) {
  CAF_CHECK_EQUAL(
      verdict("info_hash=AAAAAAAAAAAAAAAAAAAA;peer_id=-XX0001-bbbbbbbbbbbb;port=6881"),
      "invalid_info_hash");
}

CAF_TEST(an announce without peer_id is refused) {
  CAF_CHECK_EQUAL(verdict(an_announce_query().without("peer_id")), "missing_peer_id");
}

CAF_TEST(a peer_id of other than 20 bytes is refused) {
  for (const std::size_t size : {0u, 1u, 19u, 21u, 32u})
    CAF_CHECK_EQUAL(verdict_on_peer_id(std::string(size, 'b')), "invalid_peer_id");
  CAF_CHECK_EQUAL(verdict_on_peer_id("-XX0001-bbbbbbbbbb%"), "invalid_peer_id");
  CAF_CHECK_EQUAL(verdict_on_peer_id("-XX0001-bbbbbbbbbbb%4"), "invalid_peer_id");
}

CAF_TEST(a peer_id may hold any byte) {
  for (int first = 0; first < 256; first += 20) {
    const auto bytes = twenty_bytes(first);
    const auto parsed = parse(an_announce_query().with("peer_id", test::percent_encoded(bytes)));
    CAF_CHECK_EQUAL(info(parsed.refusal).label, "none");
    CAF_CHECK_EQUAL(parsed.request.peer_id.view(), bytes);
  }
}

CAF_TEST(an announce without port is refused) {
  CAF_CHECK_EQUAL(verdict(an_announce_query().without("port")), "missing_port");
}

CAF_TEST(ports from 0 to 65535 are accepted) {
  CAF_CHECK_EQUAL(verdict_on_port("0"), "none");
  CAF_CHECK_EQUAL(verdict_on_port("00000"), "none");
  CAF_CHECK_EQUAL(port_of("0"), 0);
  CAF_CHECK_EQUAL(verdict_on_port("1"), "none");
  CAF_CHECK_EQUAL(port_of("1"), 1);
  CAF_CHECK_EQUAL(verdict_on_port("65535"), "none");
  CAF_CHECK_EQUAL(port_of("65535"), 65535);
}

CAF_TEST(a port above 65535 is refused and not cut) {
  for (const auto* text :
       {"65536", "65537", "131153", "4294967297", "18446744073709551617",
        "99999999999999999999999999999999"})
    CAF_CHECK_EQUAL(verdict_on_port(text), "invalid_port");
}

CAF_TEST(a port that is no plain number is refused) {
  for (const auto* text :
       {"",     "-1",  "-80", "+1",    "+80", " 80",   "80 ",   "80abc", "abc", "0x50",
        "80.0", "8e1", "%",   "80%00", "1,2", "%2B80", "%2080", "80%20", "8%",  "%380%3"})
    CAF_CHECK_EQUAL(verdict_on_port(text), "invalid_port");
}

CAF_TEST(of other repeated parameters the first counts) {
  const auto query = an_announce_query()
                         .with("left", "0")
                         .with("event", "stopped")
                         .with("numwant", "7")
                         .with("compact", "0")
                         .with("no_peer_id", "1")
                         .and_also("port", "9")
                         .and_also("peer_id", "short")
                         .and_also("left", "1")
                         .and_also("event", "started")
                         .and_also("numwant", "8")
                         .and_also("compact", "1")
                         .and_also("no_peer_id", "0");
  const auto parsed = parse(query);
  CAF_CHECK_EQUAL(info(parsed.refusal).label, "none");
  CAF_CHECK_EQUAL(parsed.request.port, 6881);
  CAF_CHECK_EQUAL(parsed.request.left, 0u);
  CAF_CHECK(parsed.request.event == announce_event::stopped);
  CAF_CHECK_EQUAL(parsed.request.numwant, 7);
  CAF_CHECK(parsed.form == peers_form::dictionaries_without_peer_id);
}

CAF_TEST(an empty first parameter counts too) {
  CAF_CHECK_EQUAL(verdict("port=&" + an_announce_query().text()), "invalid_port");
  CAF_CHECK_EQUAL(verdict("port&" + an_announce_query().text()), "invalid_port");
}

CAF_TEST(unknown parameters are ignored wherever they stand) {
  std::vector<std::string> parameters{
      "info_hash=AAAAAAAAAAAAAAAAAAAA",
      "peer_id=-XX0001-bbbbbbbbbbbb",
      "port=6881",
      "corrupt=0&redundant=0",
      "supportcrypto=1",
      "requirecrypto&%=%"};
  std::sort(parameters.begin(), parameters.end());
  do {
    std::string query;
    for (const auto& parameter : parameters)
      query += parameter + '&';
    CAF_CHECK_EQUAL(verdict(query), "none");
  } while (std::next_permutation(parameters.begin(), parameters.end()));
}

CAF_TEST(key and trackerid are accepted and not read) {
  CAF_CHECK_EQUAL(
      verdict(an_announce_query().with("key", "CB42CE53").with("trackerid", "%00")), "none");
  CAF_CHECK_EQUAL(verdict(an_announce_query().with("key", std::string(2000, 'x'))), "none");
}

CAF_TEST(uploaded and downloaded are optional and not read) {
  for (const auto* text : {"", "0", "-1", "abc", "99999999999999999999"})
    CAF_CHECK_EQUAL(
        verdict(an_announce_query().with("uploaded", text).with("downloaded", text)), "none");
}

CAF_TEST(addresses in the query are ignored however often they stand there) {
  const auto query = an_announce_query()
                         .with("ip", "198.51.100.1")
                         .and_also("ip", "evil")
                         .with("ipv4", "198.51.100.1:80")
                         .and_also("ipv4", "198.51.100.2")
                         .with("ipv6", "2001:db8::1")
                         .and_also("ipv6", "[2001:db8::2]:25");
  const auto parsed = parse(query);
  CAF_CHECK_EQUAL(info(parsed.refusal).label, "none");
  CAF_CHECK(parsed.request.source == address{});
  CAF_CHECK_EQUAL(parsed.request.port, 6881);
}

CAF_TEST(unescaped brackets in the query do no harm) {
  CAF_CHECK_EQUAL(verdict(an_announce_query().with("ipv6", "[fd99::4]:20008")), "none");
  CAF_CHECK_EQUAL(verdict(an_announce_query().with("[", "]")), "none");
}

CAF_TEST(names of parameters are exact) {
  for (const auto* name :
       {"Info_hash", "INFO_HASH", "info_hash%20", "info%5", "info+hash", "info_has", "info_hashes",
        "info-hash", " info_hash"})
    CAF_CHECK_EQUAL(
        verdict(an_announce_query().without("info_hash").with(name, test::info_hash_text)),
        "missing_info_hash");
}

CAF_TEST(of several mistakes the first in the order of the documentation is named) {
  CAF_CHECK_EQUAL(verdict("peer_id=x&port=x"), "missing_info_hash");
  CAF_CHECK_EQUAL(verdict("info_hash=x&info_hash=x"), "duplicate_info_hash");
  CAF_CHECK_EQUAL(verdict("port=x&peer_id=x&info_hash=x"), "invalid_info_hash");
  CAF_CHECK_EQUAL(verdict("info_hash=AAAAAAAAAAAAAAAAAAAA&port=x"), "missing_peer_id");
  CAF_CHECK_EQUAL(verdict("info_hash=AAAAAAAAAAAAAAAAAAAA&port=x&peer_id=x"), "invalid_peer_id");
}

CAF_TEST(the event of a refused announce is still known) {
  for (const auto* query :
       {"event=stopped", "info_hash=x&event=stopped", "event=stopped&info_hash=x&info_hash=x",
        "port=x&event=STOPPED"})
    CAF_CHECK(parse(query).request.event == announce_event::stopped);
}

CAF_TEST(a query of the greatest length is read to its end) {
  auto query = std::string(8000, '&') + an_announce_query().text();
  CAF_CHECK_EQUAL(verdict(query), "none");
  query = an_announce_query().with("x", std::string(8000, '%'));
  CAF_CHECK_EQUAL(verdict(query), "none");
}
