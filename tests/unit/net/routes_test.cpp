// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE routes_test

#include "net/protocol/limits.hpp"
#include "net/routes.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace muster;

std::string routed(
    std::string_view path, std::string_view query = {},
    const std::vector<std::string>& announce_paths = {}) {
  switch (route_of(path, query, announce_paths)) {
  case route::announce:
    return "announce";
  case route::scrape:
    return "scrape";
  default:
    return "page";
  }
}

const std::string longest_key(limits::passkey_bytes_max, 'k');

} // namespace

CAF_TEST(announces go to announce or announce php) {
  CAF_CHECK_EQUAL(routed("/announce"), "announce");
  CAF_CHECK_EQUAL(routed("/announce.php"), "announce");
}

CAF_TEST(scrapes go to scrape or scrape php) {
  CAF_CHECK_EQUAL(routed("/scrape"), "scrape");
  CAF_CHECK_EQUAL(routed("/scrape.php"), "scrape");
}

CAF_TEST(a key may stand before the last element) {
  CAF_CHECK_EQUAL(routed("/0123456789abcdef/announce"), "announce");
  CAF_CHECK_EQUAL(routed("/0123456789abcdef/announce.php"), "announce");
  CAF_CHECK_EQUAL(routed("/0123456789abcdef/scrape"), "scrape");
  CAF_CHECK_EQUAL(routed("/0123456789abcdef/scrape.php"), "scrape");
}

CAF_TEST(a key may stand behind announce or scrape) {
  CAF_CHECK_EQUAL(routed("/announce/0123456789abcdef"), "announce");
  CAF_CHECK_EQUAL(routed("/scrape/0123456789abcdef"), "scrape");
}

CAF_TEST(a key may stand between two announces) {
  CAF_CHECK_EQUAL(routed("/announce/0123456789abcdef/announce"), "announce");
  CAF_CHECK_EQUAL(routed("/announce/announce"), "announce");
}

CAF_TEST(the path of a scrape is that of the announce with the last announce replaced) {
  CAF_CHECK_EQUAL(routed("/announce/0123456789abcdef/scrape"), "scrape");
}

CAF_TEST(a key is made of letters and digits and dashes and underscores) {
  CAF_CHECK_EQUAL(routed("/aZ09-_/announce"), "announce");
  for (const auto* key : {"a.b", "a%20", "a b", "a+b", "a:b", "~", "\xc3\xa4", "..", "."})
    CAF_CHECK_EQUAL(routed("/" + std::string{key} + "/announce"), "page");
}

CAF_TEST(a key is not longer than the limit) {
  CAF_CHECK_EQUAL(routed("/" + longest_key + "/announce"), "announce");
  CAF_CHECK_EQUAL(routed("/k" + longest_key + "/announce"), "page");
  CAF_CHECK_EQUAL(routed("/announce/" + longest_key), "announce");
  CAF_CHECK_EQUAL(routed("/announce/k" + longest_key), "page");
  CAF_CHECK_EQUAL(routed("/scrape/k" + longest_key), "page");
}

CAF_TEST(a key is not empty) {
  CAF_CHECK_EQUAL(routed("//announce"), "page");
  CAF_CHECK_EQUAL(routed("/announce//announce"), "page");
  CAF_CHECK_EQUAL(routed("/announce//"), "page");
  CAF_CHECK_EQUAL(routed("//"), "page");
}

CAF_TEST(a slash at the end means nothing) {
  for (const auto* path :
       {"/announce/", "/announce.php/", "/key/announce/", "/announce/key/", "/a/"})
    CAF_CHECK_EQUAL(routed(path), "announce");
  for (const auto* path : {"/scrape/", "/scrape.php/", "/key/scrape/", "/scrape/key/"})
    CAF_CHECK_EQUAL(routed(path), "scrape");
}

CAF_TEST(the short path a is that of an announce) {
  CAF_CHECK_EQUAL(routed("/a"), "announce");
  CAF_CHECK_EQUAL(routed("/A"), "page");
  CAF_CHECK_EQUAL(routed("/aa"), "page");
  CAF_CHECK_EQUAL(routed("/a/b"), "page");
}

CAF_TEST(the bare host is an announce if there is an info_hash and else a page) {
  CAF_CHECK_EQUAL(routed("/", "info_hash=x"), "announce");
  CAF_CHECK_EQUAL(routed("/", "port=1&info_hash=x"), "announce");
  CAF_CHECK_EQUAL(routed("", "info_hash=x"), "announce");
  CAF_CHECK_EQUAL(routed("/", "%69nfo%5Fhash=x"), "announce");
  for (const auto* query : {"", "x=1", "info_has=1", "xinfo_hash=1", "x=info_hash="})
    CAF_CHECK_EQUAL(routed("/", query), "page");
  CAF_CHECK_EQUAL(routed("/stats", "info_hash=x"), "page");
}

CAF_TEST(operators may add paths and their scrapes follow the rule) {
  const std::vector<std::string> paths{"/tracker", "/t/x/announce", "/announce-me.asp", "/x/"};
  for (const auto* path : {"/tracker", "/tracker/", "/t/x/announce", "/announce-me.asp"})
    CAF_CHECK_EQUAL(routed(path, "", paths), "announce");
  for (const auto* path : {"/t/x/scrape", "/t/x/scrape/", "/scrape-me.asp"})
    CAF_CHECK_EQUAL(routed(path, "", paths), "scrape");
  for (const auto* path :
       {"/track", "/tracker2", "/tracker/x", "/t/x/scrapes", "/t/x", "/scrape-me", "/"})
    CAF_CHECK_EQUAL(routed(path, "", paths), "page");
  CAF_CHECK_EQUAL(routed("/announce", "", paths), "announce");
  CAF_CHECK_EQUAL(routed("/tracker"), "page");
}

CAF_TEST(the url of an announce is split around the word that the scrape differs in) {
  announce_path_parts parts;
  CAF_CHECK(split_announce_path("http://t.example/a/announce.php?k=/announce", parts));
  CAF_CHECK_EQUAL(parts.before, "http://t.example/a/");
  CAF_CHECK_EQUAL(parts.behind, ".php?k=/announce");
  for (const auto* url : {"http://t.example/a", "http://t.example/announce/", "/x?k=/announce"})
    CAF_CHECK(!split_announce_path(url, parts));
}

CAF_TEST(there is one key at most) {
  CAF_CHECK_EQUAL(routed("/a/b/announce"), "page");
  CAF_CHECK_EQUAL(routed("/announce/a/b"), "page");
  CAF_CHECK_EQUAL(routed("/announce/a/b/announce"), "page");
}

CAF_TEST(names that only begin or end like announce are pages) {
  for (const auto* path :
       {"/announcement", "/announce2", "/xannounce", "/announce.html", "/announce.php5", "/scraper",
        "/sc", "/Announce", "/ANNOUNCE", "/announce%20"})
    CAF_CHECK_EQUAL(routed(path), "page");
}

CAF_TEST(all else is a page) {
  for (const auto* path :
       {"/", "", "*", "/healthz", "/metrics", "/stats.json", "announce", "host:443", "//",
        "/announce/../healthz"})
    CAF_CHECK_EQUAL(routed(path), "page");
}
