// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE operator_endpoint_test

#include "actors/log/log.hpp"
#include "net/operator_endpoint.hpp"
#include "net/operator_link.hpp"
#include "tests/support/actors.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/operator_peer.hpp"
#include "tests/support/scratch_folder.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <list>
#include <mutex>
#include <string>
#include <system_error>

namespace {

using namespace muster;
using caf::io::basp::message_type;

struct config : caf::actor_system_config {
  config() {
    configure_operator_network(*this);
    set("scheduler.policy", caf::atom("sharing"));
    set("scheduler.max-threads", std::size_t{1});
  }
};

/// Memory that this process has touched, in bytes.
std::size_t resident_bytes() {
  std::size_t total = 0;
  std::size_t resident = 0;
  std::ifstream{"/proc/self/statm"} >> total >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

struct fixture {
  test::scratch_folder folder;
  std::string home = folder.path("home");
  bool is_made = std::filesystem::create_directory(home);
  std::string path = home + "/operator.sock";
  std::mutex mutex;
  std::vector<std::string> reasons;
  muster::log log{log_level::info, 1000, [this](const log_record& x) {
                    const std::lock_guard guard{mutex};
                    reasons.push_back(x.fields.front().value);
                  }};
  config cfg;
  caf::actor_system system{cfg};
  operator_endpoint sut{system, path};
  test::post_office published{system};

  fixture() {
    sut.publish(published.handle(), log);
  }

  bool is_refused(const std::string& bytes) {
    const test::operator_peer peer{path};
    peer.send(bytes);
    return peer.is_closed();
  }

  bool is_logged(const std::string& reason) {
    return test::eventually([&] {
      const std::lock_guard guard{mutex};
      return std::find(reasons.begin(), reasons.end(), reason) != reasons.end();
    });
  }

  bool cannot_renew() {
    try {
      sut.renew();
      return false;
    } catch (const std::system_error& error) {
      return std::string{error.what()}.find(path) != std::string::npos;
    }
  }

  /// Whether others are still let in.
  bool is_well() {
    return test::operator_peer{path}.is_greeted();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(operator_endpoint_tests, fixture)

CAF_TEST(who connects is greeted with a handshake) {
  CAF_CHECK(is_well());
}

CAF_TEST(a socket that is in its place is not renewed) {
  CAF_CHECK(!sut.renew());
  CAF_CHECK(is_well());
}

CAF_TEST(a socket that was moved away or removed is renewed and who is attached stays) {
  const test::operator_peer attached{path};
  CAF_CHECK(attached.attaches(1));
  std::filesystem::rename(path, folder.path("away"));
  CAF_CHECK(sut.renew());
  CAF_CHECK(is_well());
  std::filesystem::remove(path);
  CAF_CHECK(sut.renew());
  CAF_CHECK(test::operator_peer{path}.attaches(2));
  CAF_CHECK(!attached.has_ended());
}

CAF_TEST(a socket whose folder is missing is renewed when there is one again) {
  std::filesystem::remove_all(home);
  for (int i = 0; i < 2; ++i)
    CAF_CHECK(cannot_renew());
  std::filesystem::create_directory(home);
  CAF_CHECK(sut.renew());
  CAF_CHECK(is_well());
}

CAF_TEST(a message that promises two gigabytes is refused before any of it is allocated) {
  const auto before = resident_bytes();
  CAF_CHECK(is_refused(test::a_basp_header(message_type::direct_message, 0x7fffffff)));
  CAF_CHECK(is_logged("oversized"));
  CAF_CHECK(resident_bytes() < before + (std::size_t{64} << 20));
  CAF_CHECK(is_well());
}

CAF_TEST(a message of the largest size is waited for and one byte more is refused) {
  const test::operator_peer patient{path};
  patient.send(test::a_basp_header(message_type::direct_message, question_bytes_max));
  CAF_CHECK(patient.is_greeted());
  CAF_CHECK(is_refused(test::a_basp_header(message_type::direct_message, question_bytes_max + 1)));
  patient.send("x");
  CAF_CHECK(is_well());
}

CAF_TEST(a message for a stream is refused) {
  for (const char category : {'\x20', '\x30'})
    for (const auto kind : {message_type::direct_message, message_type::routed_message}) {
      auto header = test::a_basp_header(kind, 4);
      header[8] = category;
      CAF_CHECK(is_refused(header));
    }
  CAF_CHECK(is_logged("malformed"));
  CAF_CHECK(is_well());
}

CAF_TEST(a handshake without payload is refused) {
  CAF_CHECK(is_refused(test::a_basp_handshake(0)));
  CAF_CHECK(is_logged("empty handshake"));
  CAF_CHECK(is_well());
}

CAF_TEST(what is no message at all is refused) {
  CAF_CHECK(is_refused("GET /announce HTTP/1.1\r\nHost: tracker\r\n\r\n"));
  CAF_CHECK(is_refused(std::string(4096, '\xff')));
  CAF_CHECK(is_logged("malformed"));
  CAF_CHECK(is_well());
}

CAF_TEST(a handshake whose payload cannot be read is refused) {
  CAF_CHECK(is_refused(test::a_basp_handshake(8) + std::string(8, '\xff')));
  CAF_CHECK(is_well());
}

CAF_TEST(so many operators are let in and the next one is not ) {
  std::list<test::operator_peer> peers;
  for (std::uint32_t i = 0; i < operators_max; ++i) {
    peers.emplace_back(path);
    CAF_CHECK(peers.back().attaches(i + 1));
  }
  CAF_CHECK(test::operator_peer{path}.is_closed());
  CAF_CHECK(is_logged("too many operators"));
  peers.pop_front();
  CAF_CHECK(test::eventually([this] { return is_well(); }));
}

CAF_TEST(operators who say half a word make room for the next one and the oldest goes first) {
  std::list<test::operator_peer> peers;
  for (std::size_t i = 0; i < operators_max; ++i) {
    peers.emplace_back(path);
    CAF_CHECK(peers.back().is_greeted());
    peers.back().send(test::an_operator_handshake(1).substr(0, i % 2 == 0 ? 16 : 40));
  }
  test::operator_peer next{path};
  CAF_CHECK(next.is_greeted());
  CAF_CHECK(peers.front().is_closed());
  CAF_CHECK(is_well()); // in the place of another
  next.send(test::an_operator_handshake(2));
  CAF_CHECK(next.is_greeted());
}

CAF_TEST(an operator who never says who that is goes after a while and others stay) {
  const auto hasty = folder.path("hasty.sock");
  operator_endpoint endpoint{system, hasty};
  endpoint.publish(published.handle(), log, std::chrono::milliseconds{50});
  const test::operator_peer busy{hasty};
  CAF_CHECK(busy.is_greeted());
  busy.send(test::an_operator_handshake(1));
  CAF_CHECK(busy.is_greeted());
  for (const std::size_t bytes : {0, 16, 40}) {
    const test::operator_peer silent{hasty};
    silent.send(test::an_operator_handshake(2).substr(0, bytes));
    CAF_CHECK(silent.is_closed());
  }
  CAF_CHECK(!busy.has_ended());
}

CAF_TEST_FIXTURE_SCOPE_END()
