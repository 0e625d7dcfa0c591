// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE udp_listeners_test

#include "net/udp/datagram_socket.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/tracker_process.hpp"
#include "tests/support/udp_client.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <exception>
#include <sstream>
#include <string>
#include <vector>

namespace {

using namespace muster;

/// Where a line of the kernel's table of sockets says that the socket is bound, e.g. 0100007F:1B39.
std::string bound_at(const std::string& line) {
  std::istringstream words{line};
  std::string number;
  std::string result;
  words >> number >> result;
  return result;
}

/// How many sockets are bound to a port.
/// @param table  of the kernel: udp or udp6.
std::ptrdiff_t
sockets_at(std::uint16_t port, const std::string& table, const test::tracker_process& tracker) {
  const auto path = "/proc/" + std::to_string(tracker.pid()) + "/net/" + table;
  const auto lines = test::lines_of(path);
  return std::count_if(lines.begin(), lines.end(), [&](const std::string& line) {
    const auto at = bound_at(line);
    const auto colon = at.find(':');
    return at.size() == colon + 5 && std::stoul(at.substr(colon + 1), nullptr, 16) == port;
  });
}

/// Says whether a tracker answers there over UDP. Loopback tells at once when nobody does.
bool answers(const endpoint& at) {
  try {
    test::udp_client{at}.connect();
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

/// Where the log says that UDP is served.
std::vector<endpoint> udp_listeners(test::tracker_process& tracker) {
  const std::string key = "event=listen_udp address=";
  const auto& text = tracker.output();
  std::vector<endpoint> result;
  for (auto at = text.find(key); at != std::string::npos; at = text.find(key, at + 1)) {
    const auto begin = at + key.size();
    if (const auto found = parse_endpoint(text.substr(begin, text.find(' ', begin) - begin)))
      result.push_back(*found);
  }
  return result;
}

bool warns_of_buffer(test::tracker_process& tracker) {
  return tracker.output().find("event=small_receive_buffer") != std::string::npos;
}

} // namespace

CAF_TEST(each reactor has a udp socket of its own at each port) {
  test::tracker_process tracker{
      {"--listen", "127.0.0.1:0", "--listen", "[::1]:0", "--reactors", "3"}};
  const auto at = tracker.wait_until_ready(2);
  CAF_CHECK_EQUAL(sockets_at(at[0].port, "udp", tracker), 3);
  CAF_CHECK_EQUAL(sockets_at(at[1].port, "udp6", tracker), 3);
  for (int i = 0; i < 20; ++i) { // so many that each reactor gets some
    CAF_CHECK(answers(at[0]));
    CAF_CHECK(answers(at[1]));
  }
}

CAF_TEST(nothing is bound to a udp port when udp is off) {
  const test::scratch_folder folder;
  const auto path = folder.write("musterd.toml", "[udp]\nenabled = false\n");
  test::tracker_process tracker{{"--config", path, "--listen", "127.0.0.1:0"}};
  const auto at = tracker.wait_until_ready(1);
  CAF_CHECK_EQUAL(sockets_at(at[0].port, "udp", tracker), 0);
  CAF_CHECK(!answers(at[0]));
  CAF_CHECK(udp_listeners(tracker).empty());
  CAF_CHECK_EQUAL(test::http_client{at[0]}.get("/healthz").status, 200);
}

CAF_TEST(udp listeners of its own are served instead of the port of http) {
  const test::scratch_folder folder;
  const auto path = folder.write(
      "musterd.toml",
      "[http]\nlisteners = [\"127.0.0.1:0\"]\n[udp]\nlisteners = [\"127.0.0.2:0\"]\n");
  test::tracker_process tracker{{"--config", path}};
  const auto at = tracker.wait_until_ready(1);
  const auto udp = udp_listeners(tracker);
  CAF_REQUIRE_EQUAL(udp.size(), 1u);
  CAF_CHECK(udp[0].address == parse_endpoint("127.0.0.2:0")->address);
  CAF_CHECK(answers(udp[0]));
  CAF_CHECK(!answers(at[0]));
  CAF_CHECK_EQUAL(test::http_client{at[0]}.get("/healthz").status, 200);
}

CAF_TEST(listeners of the command line replace udp listeners of the file) {
  const test::scratch_folder folder;
  const auto path = folder.write("musterd.toml", "[udp]\nlisteners = [\"127.0.0.2:0\"]\n");
  test::tracker_process tracker{{"--config", path, "--listen", "127.0.0.1:0"}};
  const auto at = tracker.wait_until_ready(1);
  CAF_CHECK(udp_listeners(tracker) == at);
  CAF_CHECK(answers(at[0]));
}

CAF_TEST(a port that is taken is told with the protocol that wants it) {
  const datagram_socket taken{*parse_endpoint("127.0.0.1:0"), 65'536};
  const auto at = to_string(taken.local());
  const test::scratch_folder folder;
  const auto path = folder.write(
      "musterd.toml",
      "[http]\nlisteners = [\"127.0.0.1:0\"]\n[udp]\nlisteners = [\"" + at + "\"]\n");
  const auto ended = test::run_musterd({"--config", path, "--data-dir", folder.path("data")});
  CAF_CHECK_EQUAL(ended.status, 1);
  CAF_CHECK(ended.output.find("cannot listen at " + at + " over UDP") != std::string::npos);
}

CAF_TEST(a receive buffer smaller than wanted is told) {
  const test::scratch_folder folder;
  const auto path = folder.write("musterd.toml", "[udp]\nreceive_buffer_bytes = 1073741824\n");
  test::tracker_process tracker{{"--config", path, "--listen", "127.0.0.1:0"}};
  tracker.wait_until_ready(1);
  CAF_CHECK(tracker.wait_for_line(
      {"level=warning", "event=small_receive_buffer", "wanted=1073741824", "given="}));
}

CAF_TEST(a receive buffer as large as wanted is not told) {
  const test::scratch_folder folder;
  const auto path = folder.write("musterd.toml", "[udp]\nreceive_buffer_bytes = 65536\n");
  test::tracker_process tracker{{"--config", path, "--listen", "127.0.0.1:0"}};
  const auto at = tracker.wait_until_ready(1);
  CAF_CHECK(!warns_of_buffer(tracker));
  CAF_CHECK(answers(at[0]));
}
