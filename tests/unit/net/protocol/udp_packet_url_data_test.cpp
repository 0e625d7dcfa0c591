// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE udp_packet_url_data_test

#include "net/protocol/udp_packet.hpp"
#include "tests/support/udp_packets.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace {

using namespace muster;
using namespace std::string_literals;
using test::a_udp_announce;

/// What an announce with these options says about its URL.
std::string url_data(std::string_view options) {
  std::string result = "of the announce before";
  parse_udp_url_data(a_udp_announce().text(options), result);
  return result;
}

} // namespace

CAF_TEST(an announce without options does not say its path) {
  CAF_CHECK_EQUAL(url_data(""), "");
}

CAF_TEST(an announce may say path and query of its url) {
  CAF_CHECK_EQUAL(url_data("\x02\x09/announce"), "/announce");
  CAF_CHECK_EQUAL(url_data("\x02\x0d/announce?a=b"), "/announce?a=b");
}

CAF_TEST(a url of the greatest length is read to its end) {
  const std::string path(255, 'x');
  CAF_CHECK_EQUAL(url_data("\x02\xff" + path), path);
}

CAF_TEST(pieces of a url are put together in order) {
  CAF_CHECK_EQUAL(url_data("\x02\x04/ann\x02\x05ounce"), "/announce");
  const std::string piece(255, 'x');
  CAF_CHECK_EQUAL(url_data("\x02\xff" + piece + "\x02\x01y"), piece + "y");
}

CAF_TEST(a piece without bytes is legal) {
  CAF_CHECK_EQUAL(url_data("\x02\x00"s), "");
  CAF_CHECK_EQUAL(url_data("\x02\x00\x02\x02/a\x02\x00"s), "/a");
}

CAF_TEST(options end with the end of options) {
  CAF_CHECK_EQUAL(url_data("\x00\x02\x02/a"s), "");
  CAF_CHECK_EQUAL(url_data("\x02\x02/a\x00\x02\x02/b"s), "/a");
  CAF_CHECK_EQUAL(url_data("\x00\x00"s), "");
}

CAF_TEST(an option that does nothing has no length) {
  CAF_CHECK_EQUAL(url_data("\x01"), "");
  CAF_CHECK_EQUAL(url_data("\x01\x01\x02\x02/a\x01\x02\x02/b\x01"), "/a/b");
}

CAF_TEST(unknown options are skipped) {
  CAF_CHECK_EQUAL(url_data("\x03\x02\x02\x01\x02\x02/a"), "/a");
  CAF_CHECK_EQUAL(url_data("\xff\x00\x02\x02/a"s), "/a");
  CAF_CHECK_EQUAL(url_data("\x02\x02/a\x7f\x03xyz\x02\x02/b"), "/a/b");
}

CAF_TEST(a piece that is cut off is ignored and those before it are not ) {
  CAF_CHECK_EQUAL(url_data("\x02"), "");
  CAF_CHECK_EQUAL(url_data("\x02\x03/a"), "");
  CAF_CHECK_EQUAL(url_data("\x02\x02/a\x02"), "/a");
  CAF_CHECK_EQUAL(url_data("\x02\x02/a\x02\x01"), "/a");
  CAF_CHECK_EQUAL(url_data("\x02\x02/a\x02\xff/b"), "/a");
}

CAF_TEST(an unknown option that is cut off ends the options) {
  CAF_CHECK_EQUAL(url_data("\x02\x02/a\x03"), "/a");
  CAF_CHECK_EQUAL(url_data("\x02\x02/a\x03\x05\x02\x02/b"), "/a");
}

CAF_TEST(a url may hold any byte) {
  CAF_CHECK_EQUAL(url_data("\x02\x04\x00\xff/\x01"s), "\x00\xff/\x01"s);
}

CAF_TEST(what is too short for an announce has no options) {
  std::string result = "of the announce before";
  parse_udp_url_data(a_udp_announce().cut_to(97), result);
  CAF_CHECK_EQUAL(result, "");
}
