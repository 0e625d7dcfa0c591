// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE operator_security_test

#include "net/operator_link.hpp"
#include "tests/support/operated_tracker.hpp"
#include "tests/support/operator_peer.hpp"

#include <caf/test/unit_test.hpp>

#include <fstream>
#include <list>
#include <sys/stat.h>
#include <sys/wait.h>

namespace {

using namespace muster;
using caf::io::basp::message_type;
using test::operator_peer;

/// What a stranger who tries to connect finds.
enum stranger_result { let_in, turned_away, no_permission };

/// nobody, on every system.
constexpr uid_t stranger = 65534;

struct fixture : test::operated_tracker {
  /// Memory of the tracker, in kB.
  [[nodiscard]] std::size_t resident_kilobytes() const {
    std::ifstream status{"/proc/" + std::to_string(process.pid()) + "/status"};
    for (std::string word; status >> word;)
      if (std::size_t result = 0; word == "VmRSS:" && status >> result)
        return result;
    return 0;
  }

  void open_folder() const {
    ::chmod(process.data_dir().c_str(), 0755);
  }

  /// Connects as another user. Only root can become one.
  [[nodiscard]] stranger_result connect_as_stranger() const {
    const auto child = ::fork();
    if (child == 0) {
      if (::setgid(stranger) != 0 || ::setuid(stranger) != 0)
        ::_exit(let_in);
      ::_exit(try_as_stranger());
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return static_cast<stranger_result>(WEXITSTATUS(status));
  }

private:
  [[nodiscard]] stranger_result try_as_stranger() const {
    try {
      return operator_peer{socket()}.is_greeted() ? let_in : turned_away;
    } catch (const std::system_error&) {
      return no_permission;
    }
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(operator_security_tests, fixture)

CAF_TEST(the socket is for the owner alone) {
  struct stat found {};
  CAF_REQUIRE_EQUAL(::stat(socket().c_str(), &found), 0);
  CAF_CHECK_EQUAL(found.st_mode & 0777u, 0600u);
}

CAF_TEST(another user has no permission) {
  if (::geteuid() != 0)
    return;
  CAF_CHECK_EQUAL(connect_as_stranger(), no_permission);
  open_folder();
  CAF_CHECK_EQUAL(connect_as_stranger(), no_permission);
}

CAF_TEST(another user is turned away even if the file were open to all) {
  if (::geteuid() != 0)
    return;
  open_folder();
  ::chmod(socket().c_str(), 0666);
  CAF_CHECK_EQUAL(connect_as_stranger(), turned_away);
  CAF_CHECK(process.wait_for_line({"event=refuse_operator ", "another user", "uid=65534"}));
  CAF_CHECK_EQUAL(ctl({"status"}).code, 0);
}

CAF_TEST(headers that promise gigabytes move neither memory nor announces) {
  CAF_CHECK(is_well());
  const auto before = resident_kilobytes();
  for (int i = 0; i < 8; ++i) {
    const operator_peer peer{socket()};
    peer.send(test::a_basp_header(message_type::direct_message, 0x7fffffff));
    CAF_CHECK(peer.is_closed());
    CAF_CHECK(is_well());
  }
  CAF_CHECK(process.wait_for_line({"event=refuse_operator_message", "oversized"}));
  CAF_CHECK(resident_kilobytes() < before + 32 * 1024);
}

CAF_TEST(garbage and empty handshakes end their connection and nothing else) {
  for (const auto& bytes :
       {std::string(100, '\0'), std::string(100, '\xff'), test::a_basp_handshake(0),
        test::a_basp_handshake(4) + "abcd",
        std::string{"GET / HTTP/1.1\r\n\r\n and so on, more"}}) {
    const operator_peer peer{socket()};
    peer.send(bytes);
    CAF_CHECK(peer.is_closed());
    CAF_CHECK(is_well());
  }
  CAF_CHECK_EQUAL(ctl({"status"}).code, 0);
}

CAF_TEST(operators who say nothing leave room for others) {
  std::list<operator_peer> silent;
  for (int i = 0; i < 10; ++i)
    silent.emplace_back(socket());
  CAF_CHECK_EQUAL(ctl({"status"}).code, 0);
  CAF_CHECK(is_well());
}

CAF_TEST(half headers on every place keep no operator out) {
  std::list<operator_peer> silent;
  for (std::size_t i = 0; i < operators_max; ++i) {
    silent.emplace_back(socket());
    CAF_CHECK(silent.back().is_greeted());
    silent.back().send(test::an_operator_handshake(1).substr(0, 16));
  }
  CAF_CHECK_EQUAL(ctl({"status"}).code, 0);
}

CAF_TEST(one operator too many is told to look into the log) {
  std::list<operator_peer> busy;
  for (std::uint32_t i = 0; i < operators_max; ++i) {
    busy.emplace_back(socket());
    CAF_CHECK(busy.back().attaches(i + 1));
  }
  const auto [code, output] = ctl({"status"});
  CAF_CHECK_EQUAL(code, 3);
  CAF_CHECK(output.find("turned away") != std::string::npos);
  CAF_CHECK(process.wait_for_line({"event=refuse_operator ", "too many operators"}));
}

CAF_TEST(a stop does not wait for operators) {
  const operator_peer silent{socket()};
  CAF_CHECK(silent.is_greeted());
  process.signal(SIGTERM);
  CAF_CHECK(process.wait_for_end(std::chrono::seconds{5}) == 0);
}

CAF_TEST_FIXTURE_SCOPE_END()
