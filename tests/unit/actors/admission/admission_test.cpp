// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE admission_test

#include "actors/admission/admission.hpp"
#include "tests/support/announces.hpp"

#include <caf/test/unit_test.hpp>

#include <initializer_list>
#include <memory>
#include <string_view>

namespace {

using namespace muster;
using test::an_announce;
using test::an_info_hash;

std::shared_ptr<const access_lists> no_lists() {
  return std::make_shared<access_lists>();
}

std::shared_ptr<const access_lists> allow_list(std::initializer_list<std::uint8_t> fills) {
  auto result = std::make_shared<access_lists>();
  result->allowed.emplace();
  for (const auto fill : fills)
    result->allowed->insert(an_info_hash(fill));
  return result;
}

std::shared_ptr<const access_lists> deny_list(std::initializer_list<std::uint8_t> fills) {
  auto result = std::make_shared<access_lists>();
  for (const auto fill : fills)
    result->denied.insert(an_info_hash(fill));
  return result;
}

admission_settings denying_sources(std::initializer_list<std::string_view> ranges) {
  admission_settings result;
  for (const auto text : ranges)
    result.denied_sources.push_back(address_range::parse(text).value());
  return result;
}

/// The word of the refusal, because that can be shown.
std::string_view verdict(const admission& x, const announce_request& request) {
  return info(x.check(request)).label;
}

} // namespace

CAF_TEST(without lists and ranges every torrent and source is let in) {
  const admission open{{}, no_lists()};
  CAF_CHECK_EQUAL(verdict(open, an_announce()), "none");
  CAF_CHECK_EQUAL(verdict(open, an_announce().from("2001:db8::1")), "none");
  CAF_CHECK_EQUAL(verdict(open, an_announce().from("10.0.0.1")), "none");
  CAF_CHECK_EQUAL(verdict(open, an_announce().from("::1")), "none");
}

CAF_TEST(the well known ports are hidden and their neighbours are not ) {
  const admission open{{}, no_lists()};
  for (const std::uint16_t port :
       {0, 1, 22, 23, 25, 53, 80, 110, 143, 443, 465, 587, 993, 995, 3306, 3389, 5432, 6379})
    CAF_CHECK(open.hides(port));
  for (const std::uint16_t port :
       {2, 21, 24, 26, 52, 54, 79, 81, 442, 444, 3305, 3307, 6378, 6380, 6881, 65535})
    CAF_CHECK(!open.hides(port));
}

CAF_TEST(the hidden ports are those of the settings and zero and one) {
  admission_settings settings;
  settings.denied_ports = {2, 65535};
  const admission x{settings, no_lists()};
  for (const std::uint16_t port : {0, 1, 2, 65535})
    CAF_CHECK(x.hides(port));
  for (const std::uint16_t port : {3, 80, 65534})
    CAF_CHECK(!x.hides(port));
  settings.denied_ports = {};
  const admission without{settings, no_lists()};
  CAF_CHECK(without.hides(0) && without.hides(1) && !without.hides(2));
}

CAF_TEST(a hidden port is no reason to refuse) {
  const admission open{{}, no_lists()};
  for (const std::uint16_t port : {0, 1, 22, 80, 443})
    CAF_CHECK_EQUAL(verdict(open, an_announce().on_port(port)), "none");
}

CAF_TEST(a source in a denied range is refused and the next address is not ) {
  const admission x{denying_sources({"198.51.100.0/25", "2001:db8:1::/48"}), no_lists()};
  CAF_CHECK_EQUAL(verdict(x, an_announce().from("198.51.100.0")), "denied_source");
  CAF_CHECK_EQUAL(verdict(x, an_announce().from("198.51.100.127")), "denied_source");
  CAF_CHECK_EQUAL(verdict(x, an_announce().from("198.51.100.128")), "none");
  CAF_CHECK_EQUAL(verdict(x, an_announce().from("198.51.99.255")), "none");
  CAF_CHECK_EQUAL(verdict(x, an_announce().from("2001:db8:1:ffff::1")), "denied_source");
  CAF_CHECK_EQUAL(verdict(x, an_announce().from("2001:db8:2::")), "none");
}

CAF_TEST(a mapped address is refused like the ipv4 address it is) {
  const admission x{denying_sources({"198.51.100.0/24"}), no_lists()};
  CAF_CHECK_EQUAL(verdict(x, an_announce().from("::ffff:198.51.100.1")), "denied_source");
  CAF_CHECK_EQUAL(verdict(x, an_announce().from("::ffff:198.51.101.1")), "none");
}

CAF_TEST(a link local source of ipv6 is refused because nobody can reach it) {
  const admission open{{}, no_lists()};
  CAF_CHECK_EQUAL(verdict(open, an_announce().from("fe80::1")), "scoped_source");
  CAF_CHECK_EQUAL(verdict(open, an_announce().from("febf:ffff::1")), "scoped_source");
  CAF_CHECK_EQUAL(verdict(open, an_announce().from("fec0::1")), "none");
  CAF_CHECK_EQUAL(verdict(open, an_announce().from("fd00::1")), "none");
  CAF_CHECK_EQUAL(verdict(open, an_announce().from("169.254.0.1")), "none");
}

CAF_TEST(with an allow list other torrents are unregistered) {
  const admission x{{}, allow_list({1, 2})};
  CAF_CHECK_EQUAL(verdict(x, an_announce().of_torrent(an_info_hash(1))), "none");
  CAF_CHECK_EQUAL(verdict(x, an_announce().of_torrent(an_info_hash(2))), "none");
  CAF_CHECK_EQUAL(verdict(x, an_announce().of_torrent(an_info_hash(3))), "unregistered_torrent");
}

CAF_TEST(an empty allow list lets no torrent in) {
  const admission x{{}, allow_list({})};
  CAF_CHECK_EQUAL(verdict(x, an_announce()), "unregistered_torrent");
}

CAF_TEST(a torrent of the deny list is unregistered and others are let in) {
  const admission x{{}, deny_list({1})};
  CAF_CHECK_EQUAL(verdict(x, an_announce().of_torrent(an_info_hash(1))), "unregistered_torrent");
  CAF_CHECK_EQUAL(verdict(x, an_announce().of_torrent(an_info_hash(2))), "none");
}

CAF_TEST(a torrent of both lists is refused) {
  access_lists both;
  both.allowed.emplace().insert(an_info_hash(1));
  both.denied.insert(an_info_hash(1));
  const admission x{{}, std::make_shared<access_lists>(both)};
  CAF_CHECK_EQUAL(verdict(x, an_announce().of_torrent(an_info_hash(1))), "unregistered_torrent");
}

CAF_TEST(new lists take the place of the old ones) {
  admission x{{}, allow_list({1})};
  x.lists(allow_list({2}));
  CAF_CHECK_EQUAL(verdict(x, an_announce().of_torrent(an_info_hash(1))), "unregistered_torrent");
  CAF_CHECK_EQUAL(verdict(x, an_announce().of_torrent(an_info_hash(2))), "none");
  x.lists(deny_list({2}));
  CAF_CHECK_EQUAL(verdict(x, an_announce().of_torrent(an_info_hash(1))), "none");
  CAF_CHECK_EQUAL(verdict(x, an_announce().of_torrent(an_info_hash(2))), "unregistered_torrent");
  x.lists(no_lists());
  CAF_CHECK_EQUAL(verdict(x, an_announce().of_torrent(an_info_hash(2))), "none");
}

CAF_TEST(new lists leave ports and sources as they are) {
  admission x{denying_sources({"198.51.100.0/24"}), no_lists()};
  x.lists(allow_list({0xaa}));
  CAF_CHECK_EQUAL(verdict(x, an_announce()), "none");
  CAF_CHECK(x.hides(80));
  CAF_CHECK_EQUAL(verdict(x, an_announce().from("198.51.100.1")), "denied_source");
}

CAF_TEST(an operator who replaces the lists does not disturb one who still reads them) {
  const auto first = allow_list({1});
  admission a{{}, first};
  const admission b{{}, first};
  a.lists(allow_list({}));
  CAF_CHECK_EQUAL(verdict(a, an_announce().of_torrent(an_info_hash(1))), "unregistered_torrent");
  CAF_CHECK_EQUAL(verdict(b, an_announce().of_torrent(an_info_hash(1))), "none");
}
