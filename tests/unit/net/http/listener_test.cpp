// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE listener_test

#include "net/http/listener.hpp"
#include "tests/support/announces.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/http_client.hpp"

#include <caf/test/unit_test.hpp>

#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace {

using namespace muster;
using test::an_address;
using test::eventually;
using test::http_client;

endpoint at(const char* text) {
  return *parse_endpoint(text);
}

/// The text of the error that `operation` ends with; "none" if it succeeds.
template <class Operation>
std::string error_of(Operation operation) {
  try {
    operation();
    return "none";
  } catch (const std::system_error& error) {
    return error.what();
  }
}

std::string listen_error(const endpoint& x) {
  return error_of([&] { const listener subject{x}; });
}

/// Accepts what must come; closes it in the end.
struct accepted {
  explicit accepted(const listener& from) {
    if (!eventually([&] { return (socket = from.accept(remote)) >= 0; }))
      throw std::runtime_error{"nobody has connected"};
  }

  ~accepted() {
    ::close(socket);
  }

  accepted(const accepted&) = delete;
  accepted& operator=(const accepted&) = delete;

  [[nodiscard]] int option(int level, int name) const {
    int value = 0;
    socklen_t size = sizeof(value);
    ::getsockopt(socket, level, name, &value, &size);
    return value;
  }

  int socket = -1;
  endpoint remote;
};

} // namespace

CAF_TEST(a listener at port 0 gets a free port of either family) {
  for (const auto* text : {"127.0.0.1:0", "[::1]:0"}) {
    const listener subject{at(text)};
    CAF_CHECK_NOT_EQUAL(subject.local().port, 0);
    CAF_CHECK(subject.local().address == at(text).address);
    http_client client{subject.local()};
    client.send("x");
    const accepted connection{subject};
    CAF_CHECK(connection.remote.address == at(text).address);
    CAF_CHECK_NOT_EQUAL(connection.remote.port, 0);
  }
}

CAF_TEST(a listener at all addresses takes clients of its own family) {
  const listener ipv4{at("0.0.0.0:0")};
  const listener ipv6{{an_address("::"), ipv4.local().port}};
  http_client client{{an_address("127.0.0.1"), ipv4.local().port}, {an_address("127.0.0.2")}};
  client.send("x");
  const accepted connection{ipv4};
  CAF_CHECK_EQUAL(to_string(connection.remote.address), "127.0.0.2");
  http_client client6{{an_address("::1"), ipv4.local().port}};
  client6.send("x");
  const accepted connection6{ipv6};
  CAF_CHECK_EQUAL(to_string(connection6.remote.address), "::1");
}

CAF_TEST(accepting does not wait for a client) {
  const listener subject{at("127.0.0.1:0")};
  endpoint remote;
  CAF_CHECK_EQUAL(subject.accept(remote), -1);
  CAF_CHECK_EQUAL(errno, EAGAIN);
}

CAF_TEST(a client is accepted when it has sent something and not before) {
  const listener subject{at("127.0.0.1:0")};
  http_client client{subject.local()};
  endpoint remote;
  for (int i = 0; i < 100; ++i)
    CAF_CHECK_EQUAL(subject.accept(remote), -1);
  client.send("x");
  const accepted connection{subject};
  char byte = 0;
  CAF_CHECK_EQUAL(::recv(connection.socket, &byte, 1, 0), 1);
}

CAF_TEST(a connection neither blocks nor delays nor is inherited) {
  const listener subject{at("127.0.0.1:0")};
  http_client client{subject.local()};
  client.send("x");
  const accepted connection{subject};
  CAF_CHECK_NOT_EQUAL(::fcntl(connection.socket, F_GETFL) & O_NONBLOCK, 0);
  CAF_CHECK_NOT_EQUAL(::fcntl(connection.socket, F_GETFD) & FD_CLOEXEC, 0);
  CAF_CHECK_NOT_EQUAL(connection.option(IPPROTO_TCP, TCP_NODELAY), 0);
}

CAF_TEST(several listeners share a port) {
  const listener one{at("127.0.0.1:0")};
  const listener two{one.local()};
  CAF_CHECK(two.local() == one.local());
}

CAF_TEST(a listener that ends frees its port) {
  endpoint local;
  {
    const listener subject{at("127.0.0.1:0")};
    local = subject.local();
  }
  CAF_CHECK_NOT_EQUAL(error_of([&] { const http_client client{local}; }), "none");
  CAF_CHECK_EQUAL(error_of([&] { listener::expect_free(local); }), "none");
}

CAF_TEST(a listener that was moved listens on) {
  listener first{at("127.0.0.1:0")};
  const listener second{std::move(first)};
  http_client client{second.local()};
  client.send("x");
  const accepted connection{second};
  CAF_CHECK(connection.socket >= 0);
}

CAF_TEST(a port at which somebody listens is not free and the error names it) {
  for (const auto* text : {"127.0.0.1:0", "[::1]:0"}) {
    const listener subject{at(text)};
    const auto error = error_of([&] { listener::expect_free(subject.local()); });
    CAF_CHECK_NOT_EQUAL(
        error.find("cannot listen at " + to_string(subject.local()) + " over TCP"),
        std::string::npos);
    CAF_CHECK_NOT_EQUAL(error.find("Address already in use"), std::string::npos);
  }
}

CAF_TEST(a port at which nobody listens is free and can be listened at) {
  endpoint local = listener{at("127.0.0.1:0")}.local();
  listener::expect_free(local);
  CAF_CHECK_EQUAL(listen_error(local), "none");
}

CAF_TEST(an address that is not ours is an error that names it) {
  const auto error = listen_error(at("192.0.2.1:6969"));
  CAF_CHECK_NOT_EQUAL(error.find("cannot listen at 192.0.2.1:6969"), std::string::npos);
  const auto error6 = listen_error(at("[2001:db8::1]:6969"));
  CAF_CHECK_NOT_EQUAL(error6.find("cannot listen at [2001:db8::1]:6969"), std::string::npos);
}
