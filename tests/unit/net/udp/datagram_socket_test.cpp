// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE datagram_socket_test

#include "net/udp/datagram_socket.hpp"
#include "net/udp/datagrams.hpp"
#include "tests/support/announces.hpp"
#include "tests/support/udp_client.hpp"

#include <caf/test/unit_test.hpp>

#include <memory>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace {

using namespace muster;
using namespace muster::test;

endpoint at(const char* text) {
  return *parse_endpoint(text);
}

std::string why_not(const endpoint& where) {
  try {
    datagram_socket::expect_free(where);
    return {};
  } catch (const std::system_error& error) {
    return error.what();
  }
}

packet bytes(std::initializer_list<std::uint8_t> x) {
  return x;
}

/// Sends everything back that comes.
class echo {
public:
  explicit echo(const char* where) : socket_(at(where), 65536) {
    // nop
  }

  [[nodiscard]] std::uint16_t port() const {
    return socket_.local().port;
  }

  /// Waits for datagrams and answers one batch of them.
  std::size_t run() {
    pollfd waiting{socket_.socket(), POLLIN, 0};
    ::poll(&waiting, 1, 30'000);
    const auto count = in_->receive(socket_.socket());
    for (std::size_t i = 0; i < count; ++i) {
      const auto text = in_->bytes(i);
      std::copy(text.begin(), text.end(), out_->next().begin());
      out_->push(text.size(), in_->path(i));
    }
    unsent += out_->flush(socket_.socket());
    return count;
  }

  std::size_t unsent = 0;

private:
  datagram_socket socket_;
  std::unique_ptr<incoming_datagrams> in_ = std::make_unique<incoming_datagrams>();
  std::unique_ptr<outgoing_datagrams> out_ = std::make_unique<outgoing_datagrams>();
};

} // namespace

CAF_TEST(a socket tells the port that it got) {
  const datagram_socket sut{at("127.0.0.1:0"), 65536};
  CAF_CHECK_EQUAL(to_string(sut.local().address), "127.0.0.1");
  CAF_CHECK(sut.local().port != 0);
}

CAF_TEST(sockets of one tracker share an endpoint) {
  const datagram_socket first{at("127.0.0.1:0"), 65536};
  const datagram_socket second{first.local(), 65536};
  CAF_CHECK(first.local() == second.local());
}

CAF_TEST(an endpoint that somebody is bound to is not free) {
  const auto where = [] {
    const datagram_socket first{at("127.0.0.1:0"), 65536};
    CAF_CHECK_NOT_EQUAL(why_not(first.local()), "");
    CAF_CHECK(why_not(first.local()).find(to_string(first.local())) != std::string::npos);
    return first.local();
  }();
  CAF_CHECK_EQUAL(why_not(where), "");
}

CAF_TEST(a socket says how large a receive buffer it got) {
  const datagram_socket modest{at("127.0.0.1:0"), 65536};
  CAF_CHECK_EQUAL(modest.receive_buffer_bytes(), 65536u);
  const datagram_socket greedy{at("127.0.0.1:0"), 1U << 30};
  CAF_CHECK(greedy.receive_buffer_bytes() < 1U << 30);
}

CAF_TEST(what is sent over ipv4 is never fragmented whatever icmp says) {
  const datagram_socket sut{at("127.0.0.1:0"), 65536};
  int value = -1;
  socklen_t size = sizeof(value);
  CAF_REQUIRE_EQUAL(::getsockopt(sut.socket(), IPPROTO_IP, IP_MTU_DISCOVER, &value, &size), 0);
  CAF_CHECK_EQUAL(value, IP_PMTUDISC_PROBE);
}

CAF_TEST(many datagrams are received and answered at once) {
  echo sut{"127.0.0.1:0"};
  udp_client client{{an_address("127.0.0.1"), sut.port()}};
  for (std::uint8_t i = 0; i < incoming_datagrams::datagrams_max + 1; ++i)
    client.send(bytes({i, 1, 2}));
  CAF_CHECK_EQUAL(sut.run(), incoming_datagrams::datagrams_max);
  CAF_CHECK_EQUAL(sut.run(), 1u);
  for (std::uint8_t i = 0; i < incoming_datagrams::datagrams_max + 1; ++i)
    CAF_CHECK(client.receive() == bytes({i, 1, 2}));
  CAF_CHECK_EQUAL(sut.unsent, 0u);
}

CAF_TEST(datagrams may be empty and long ones are cut off) {
  echo sut{"127.0.0.1:0"};
  udp_client client{{an_address("127.0.0.1"), sut.port()}};
  client.send({});
  CAF_CHECK_EQUAL(sut.run(), 1u);
  CAF_CHECK(client.receive().empty());
  incoming_datagrams in;
  const datagram_socket socket{at("127.0.0.1:0"), 65536};
  udp_client sender{socket.local()};
  sender.send(packet(incoming_datagrams::datagram_bytes_max + 1));
  CAF_CHECK_EQUAL(in.receive(socket.socket()), 1u);
  CAF_CHECK_EQUAL(in.bytes(0).size(), incoming_datagrams::datagram_bytes_max);
}

CAF_TEST(a socket that was released stays open) {
  int released = -1;
  endpoint where;
  {
    datagram_socket socket{at("127.0.0.1:0"), 65536};
    where = socket.local();
    released = socket.socket();
    socket.release();
  }
  udp_client sender{where};
  sender.send(packet(1));
  incoming_datagrams in;
  CAF_CHECK_EQUAL(in.receive(released), 1u);
  ::close(released);
}

CAF_TEST(a reply comes from the address that the datagram went to) {
  // A client that has connected its socket gets nothing from elsewhere.
  echo sut{"0.0.0.0:0"};
  for (const auto* address : {"127.0.0.1", "127.0.0.2", "127.1.2.3"}) {
    udp_client client{{an_address(address), sut.port()}};
    client.send(bytes({42}));
    sut.run();
    CAF_CHECK(client.receive() == bytes({42}));
  }
}

CAF_TEST(a reply over ipv6 comes from the address that the datagram went to) {
  echo sut{"[::]:0"};
  udp_client client{{an_address("::1"), sut.port()}};
  client.send(bytes({42}));
  sut.run();
  CAF_CHECK(client.receive() == bytes({42}));
}

CAF_TEST(a reply that the kernel does not take keeps no other one back) {
  const datagram_socket socket{at("127.0.0.1:0"), 65536};
  const datagram_socket target{at("127.0.0.1:0"), 65536};
  outgoing_datagrams out;
  CAF_CHECK(out.is_empty());
  const return_path good{to_socket_address(target.local()), {}, false};
  // There is no route to a broadcast address for a socket that did not ask for one.
  const return_path bad{to_socket_address(at("255.255.255.255:9")), {}, false};
  for (const auto& path : {good, bad, good, bad}) {
    out.next()[0] = 1;
    out.push(1, path);
  }
  CAF_CHECK_EQUAL(out.flush(socket.socket()), 2u);
  CAF_CHECK(out.is_empty());
  incoming_datagrams in;
  CAF_CHECK_EQUAL(in.receive(target.socket()), 2u);
}
