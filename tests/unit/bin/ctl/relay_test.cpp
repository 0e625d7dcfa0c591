// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE relay_test

#include "bin/ctl/relay.hpp"
#include "net/operator_socket.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/spawning.hpp"

#include <caf/test/unit_test.hpp>

#include <future>
#include <sstream>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <utility>

namespace {

using namespace muster;
using ctl::exit_code;

/// Reads `size` bytes, or what comes before the end.
std::string read_from(int descriptor, std::size_t size) {
  std::string result;
  while (result.size() < size && test::read_some(descriptor, result)) {
  }
  return result;
}

/// A tracker's socket with a relay at it, and both ends of what it passes on.
struct fixture {
  fixture() {
    running = std::thread{[this] {
      result = ctl::relay(path, input[0], output[1], err);
      ::close(output[1]);
    }};
    tracker = ::accept(listening, nullptr, nullptr);
  }

  ~fixture() {
    close_input();
    leave();
    if (running.joinable())
      running.join();
    for (const int x : {listening, input[0], output[0]})
      ::close(x);
  }

  void close_input() {
    if (input[1] >= 0)
      ::close(std::exchange(input[1], -1));
  }

  /// The tracker closes the connection.
  void leave() {
    if (tracker >= 0)
      ::close(std::exchange(tracker, -1));
  }

  exit_code end() {
    running.join();
    return result;
  }

  static void write_to(int descriptor, std::string_view bytes) {
    CAF_REQUIRE_EQUAL(
        ::write(descriptor, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  }

  test::scratch_folder folder;
  std::string path = folder.path("operator.sock");
  operator_socket socket{path};
  int listening = socket.release();
  std::array<int, 2> input = test::make_pipe();
  std::array<int, 2> output = test::make_pipe();
  int tracker = -1;
  std::ostringstream err;
  exit_code result = exit_code::usage;
  std::thread running;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(relay_tests, fixture)

CAF_TEST(bytes pass both ways as they are) {
  const std::string question{"ask\0\xff\n", 6};
  write_to(input[1], question);
  CAF_CHECK_EQUAL(read_from(tracker, question.size()), question);
  write_to(tracker, "answer");
  CAF_CHECK_EQUAL(read_from(output[0], 6), "answer");
}

CAF_TEST(more than fits into any buffer arrives in full) {
  const std::string large(8u << 20, 'x');
  // Checks belong to one thread.
  auto written =
      std::async(std::launch::async, [&] { return ::write(tracker, large.data(), large.size()); });
  CAF_CHECK(read_from(output[0], large.size()) == large);
  CAF_CHECK_EQUAL(written.get(), static_cast<ssize_t>(large.size()));
}

CAF_TEST(it ends well when the operator goes) {
  close_input();
  CAF_CHECK(end() == exit_code::ok);
  CAF_CHECK_EQUAL(read_from(tracker, 1), "");
  CAF_CHECK(err.str().empty());
}

CAF_TEST(it ends when the tracker goes) {
  write_to(tracker, "greeting");
  CAF_CHECK_EQUAL(read_from(output[0], 8), "greeting");
  leave();
  CAF_CHECK(end() == exit_code::not_connected);
  CAF_CHECK(err.str().empty());
}

CAF_TEST(who is turned away is told where to look) {
  leave();
  CAF_CHECK(end() == exit_code::not_connected);
  CAF_CHECK(err.str().find("turned away") != std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST(there is one line about a tracker that is not there) {
  const test::scratch_folder folder;
  std::ostringstream err;
  const auto code = ctl::relay(folder.path("nobody.sock"), STDIN_FILENO, STDOUT_FILENO, err);
  CAF_CHECK(code == exit_code::not_connected);
  CAF_CHECK(err.str().starts_with("musterctl: " + folder.path("nobody.sock")));
  CAF_CHECK_EQUAL(err.str().find('\n'), err.str().size() - 1);
}
