// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE real_clients_test

#include "net/http/request_head.hpp"
#include "net/routes.hpp"
#include "net/protocol/http_announce.hpp"
#include "net/protocol/http_scrape.hpp"
#include "tests/support/data_files.hpp"
#include "tests/support/queries.hpp"

#include <caf/test/unit_test.hpp>

#include <filesystem>
#include <set>
#include <string>

// Requests of real clients, byte for byte. Every one of them is served.
namespace {

using namespace muster;

std::string head_of(std::string_view name) {
  return test::read_data("clients/" + std::string{name} + ".request");
}

/// The query string between the `?` and the HTTP version.
std::string query_of(const std::string& head) {
  const auto line = head.substr(0, head.find("\r\n"));
  const auto begin = line.find('?') + 1;
  return line.substr(begin, line.rfind(' ') - begin);
}

/// What an announce says, without its torrent.
struct facts {
  std::string_view name;
  std::string_view peer_id_prefix;
  std::uint16_t port;
  std::uint16_t numwant;
  std::uint64_t left;
  announce_event event;
};

constexpr auto started = announce_event::started;
constexpr auto stopped = announce_event::stopped;

constexpr std::array<facts, 14> clients{{
    {"aria2-1.36.0-started", "A2-1-36-0-F\x14\x8fq\x7f", 20464, 50, 0, started},
    {"ctorrent-3.3.2-started", "-CD0303-9o\x1c\x1b\xbb", 25546, 100, 3092537, started},
    {"ctorrent-3.3.2-update", "-CD0303-9o\x1c\x1b\xbb", 25546, 100, 0, announce_event::none},
    {"deluge-2.0.3-ipv6-started", "-DE203s-W!2vwj0CoqAw", 27259, 200, 0, started},
    {"deluge-2.0.3-started", "-DE203s-.ZEhUaZ3_!w.", 29246, 200, 0, started},
    {"lftp-4.9.2-started", "-lftp47-39456b0275ed", 20008, 0, 0, started},
    {"lftp-4.9.2-stopped", "-lftp47-394a6b0275ed", 27217, 50, 0, stopped},
    {"libtorrent-2.0.8-ipv6-started", "-LT2080-c.EQo64V.LtY", 25537, 200, 0, started},
    {"libtorrent-2.0.8-started", "-LT2080-wG!5e0VBkQEk", 25657, 200, 0, started},
    {"qbittorrent-4.5.2-started", "-qB4520-phZ2fmAyaDz-", 20723, 200, 0, started},
    {"rtorrent-0.9.8-started",
     "-lt0D80-SX\xcb\xb3[hB\x0b\xaf"
     "e.\xfe",
     21311, 50, 0, started},
    {"transmission-3.00-started", "-TR3000-hljbhenum0rf", 25552, 80, 0, started},
    {"webtorrent-2.8.5-started", "-WW0208-s6EAWIPva2k8", 29778, 20, 0, started},
    {"webtorrent-2.8.5-stopped", "-WW0208-quytXmsitoVm", 29485, 50, 16384, stopped},
}};

} // namespace

CAF_TEST(announces of real clients are served as they mean them) {
  for (const auto& client : clients) {
    const auto parsed = parse_http_announce(query_of(head_of(client.name)), {50, 200});
    const auto& request = parsed.request;
    CAF_CHECK_EQUAL(info(parsed.refusal).label, "none");
    CAF_CHECK(request.peer_id.view().starts_with(client.peer_id_prefix));
    CAF_CHECK_EQUAL(request.port, client.port);
    CAF_CHECK_EQUAL(request.numwant, client.numwant);
    CAF_CHECK_EQUAL(request.left, client.left);
    CAF_CHECK(request.event == client.event);
    CAF_CHECK(parsed.form == peers_form::compact);
  }
}

CAF_TEST(the heads of real clients are read to their last byte) {
  for (const auto& client : clients) {
    const auto bytes = head_of(client.name);
    request_head head;
    const auto parsed = parse_request_head(bytes, {}, head);
    CAF_CHECK(parsed.status == request_status::complete);
    CAF_CHECK_EQUAL(parsed.size, bytes.size());
    CAF_CHECK(head.method == http_method::get);
    CAF_CHECK(route_of(head.path) == route::announce);
    CAF_CHECK_EQUAL(head.query, query_of(bytes));
    CAF_CHECK_EQUAL(
        head.keep_alive, bytes.find(" HTTP/1.0\r\n") == std::string::npos
                             && bytes.find("Connection: close") == std::string::npos);
  }
}

CAF_TEST(the info_hash of a real client is read to the byte) {
  const auto hash_of = [](std::string_view name) {
    return to_hex(parse_http_announce(query_of(head_of(name)), {}).request.info_hash);
  };
  CAF_CHECK_EQUAL(hash_of("libtorrent-2.0.8-started"), "6635d90a674c255b8f8053f6db78773148a7cd8a");
  CAF_CHECK_EQUAL(hash_of("lftp-4.9.2-started"), "537faaaf9cbde72031805533405056f7bff36635");
  CAF_CHECK_EQUAL(hash_of("aria2-1.36.0-started"), "ab9c002f35b14392bf83293651e14f3556bc6e75");
}

CAF_TEST(every recorded request is proved) {
  std::set<std::string> names;
  for (const auto& client : clients)
    names.insert(std::string{client.name} + ".request");
  for (const auto& file : std::filesystem::directory_iterator{test::data_path("clients")})
    CAF_CHECK_EQUAL(names.count(file.path().filename().string()), 1u);
}

CAF_TEST(the recorded requests have the peculiarities that make them worth keeping) {
  const auto ctorrent = head_of("ctorrent-3.3.2-started");
  CAF_CHECK_NOT_EQUAL(ctorrent.find(" HTTP/1.0\r\n"), std::string::npos);
  CAF_CHECK_EQUAL(ctorrent.find("Host:"), std::string::npos);
  const auto libtorrent = head_of("libtorrent-2.0.8-ipv6-started");
  CAF_CHECK_NOT_EQUAL(libtorrent.find("\r\nHost: fd99::1:6969\r\n"), std::string::npos);
  const auto lftp = head_of("lftp-4.9.2-started");
  CAF_CHECK_NOT_EQUAL(lftp.find("&ipv6=[fd99::4]:20008&"), std::string::npos);
  CAF_CHECK_NOT_EQUAL(lftp.find("\r\nConnection: keep-alive\r\n"), std::string::npos);
  const auto webtorrent = head_of("webtorrent-2.8.5-started");
  CAF_CHECK_NOT_EQUAL(webtorrent.find("\r\nhost: "), std::string::npos);
}

CAF_TEST(a magnet link without metadata is a leecher) {
  // libtorrent says 16384, Transmission the largest signed number.
  for (const auto* left : {"16384", "9223372036854775807"}) {
    const auto parsed =
        parse_http_announce(test::an_announce_query().with("left", left).text(), {});
    CAF_CHECK_EQUAL(std::to_string(parsed.request.left), left);
  }
}

CAF_TEST(a scrape of sixty torrents at once is served) {
  // Transmission's largest: 60 hashes, all bytes escaped, within one request line.
  test::query_builder query;
  for (char i = 0; i < 60; ++i)
    query.and_also("info_hash", test::percent_encoded(std::string(20, i)));
  const auto text = query.text();
  CAF_CHECK_LESS(text.size(), 8192u - 100);
  const auto scrape = parse_http_scrape(text, 100);
  CAF_CHECK_EQUAL(info(scrape.refusal).label, "none");
  CAF_CHECK_EQUAL(scrape.entries.size(), 60u);
}
