// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE doors_test

#include "actors/log/log.hpp"
#include "net/door/doors.hpp"
#include "net/http/door.hpp"
#include "net/http/listener.hpp"
#include "net/udp/datagram_socket.hpp"
#include "net/udp/door.hpp"

#include <caf/test/unit_test.hpp>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace {

using namespace muster;

endpoint at(const char* text) {
  return *parse_endpoint(text);
}

template <class Expectation>
bool is_taken(Expectation expect_free) {
  try {
    expect_free();
    return false;
  } catch (const std::system_error&) {
    return true;
  }
}

/// What a door was told.
struct seen_by_door {
  std::vector<endpoint> shared;
  std::vector<endpoint> tried;
};

/// A door that listens at `own`, and cannot share a port below `shareable_from`.
class seeing_door final : public door {
public:
  seeing_door(seen_by_door& seen, std::vector<endpoint> own, std::uint16_t shareable_from = 0)
      : seen_(seen), own_(std::move(own)), shareable_from_(shareable_from) {
    // nop
  }

  void listen(const listen_terms& terms) override {
    seen_.shared.assign(terms.shared.begin(), terms.shared.end());
    for (const auto& x : own_)
      terms.expect_shareable(x);
  }

  std::vector<endpoint> endpoints() const override {
    return own_;
  }

  void expect_free(const endpoint& x) const override {
    seen_.tried.push_back(x);
    if (x.port < shareable_from_)
      throw std::system_error{EADDRINUSE, std::generic_category()};
  }

  door_actor serve_on(reactor&, const door_context&) override {
    return {};
  }

private:
  seen_by_door& seen_;
  std::vector<endpoint> own_;
  std::uint16_t shareable_from_;
};

struct fixture {
  template <class... Arguments>
  void add(seen_by_door& seen, Arguments... arguments) {
    sut.add(std::make_unique<seeing_door>(seen, std::move(arguments)...));
  }

  /// The text of the error that listening ends with; none if it succeeds.
  std::optional<std::string> error_of_listening(std::size_t reactors = 1) {
    try {
      sut.listen(reactors, log);
      return std::nullopt;
    } catch (const std::runtime_error& error) {
      return error.what();
    }
  }

  /// The endpoints that the log has as listened at, in order.
  std::vector<std::string> logged(std::string_view event) const {
    std::vector<std::string> result;
    for (const auto& x : records)
      if (x.event == event)
        result.push_back(x.fields.front().value);
    return result;
  }

  std::vector<log_record> records;
  muster::log log{log_level::info, 1000, [this](log_record x) {
                    records.push_back(std::move(x));
                  }};
  http_settings http;
  udp_settings udp;
  http_share share{100, false, 1 << 20, 4};
  doors sut;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(doors_tests, fixture)

CAF_TEST(the doors after the first are told where that listens) {
  seen_by_door first;
  seen_by_door second;
  seen_by_door third;
  add(first, std::vector{at("127.0.0.1:1001")});
  add(second, std::vector{at("127.0.0.1:1002")});
  add(third, std::vector<endpoint>{});
  CAF_CHECK(!error_of_listening());
  CAF_CHECK(first.shared.empty());
  CAF_CHECK(second.shared == std::vector{at("127.0.0.1:1001")});
  CAF_CHECK(third.shared == std::vector{at("127.0.0.1:1001")});
}

CAF_TEST(a door is told if one after it could not share its endpoint) {
  seen_by_door first;
  seen_by_door second;
  add(first, std::vector{at("127.0.0.1:1001")});
  add(second, std::vector<endpoint>{}, std::uint16_t{2000});
  CAF_CHECK(error_of_listening());
  CAF_CHECK(first.tried.empty());
  CAF_CHECK(second.tried == std::vector{at("127.0.0.1:1001")});
}

CAF_TEST(a door that is off is no door) {
  udp.enabled = false;
  CAF_CHECK(make_udp_door(udp) == nullptr);
  sut.add(nullptr);
  CAF_CHECK(!error_of_listening());
}

CAF_TEST(http and udp get one free port if they share their ports) {
  http.listeners = {at("127.0.0.1:0"), at("[::1]:0")};
  sut.add(make_http_door(http, share));
  sut.add(make_udp_door(udp));
  CAF_REQUIRE(!error_of_listening(2));
  CAF_CHECK_EQUAL(logged("listen").size(), 2u);
  CAF_CHECK(logged("listen") == logged("listen_udp"));
  for (const auto& x : logged("listen")) {
    CAF_CHECK(is_taken([&] { listener::expect_free(at(x.c_str())); }));
    CAF_CHECK(is_taken([&] { datagram_socket::expect_free(at(x.c_str())); }));
  }
}

CAF_TEST(udp listens at its own endpoints if it has some) {
  http.listeners = {at("127.0.0.1:0")};
  udp.listeners = {at("127.0.0.2:0")};
  sut.add(make_http_door(http, share));
  sut.add(make_udp_door(udp));
  CAF_REQUIRE(!error_of_listening());
  CAF_REQUIRE_EQUAL(logged("listen_udp").size(), 1u);
  CAF_CHECK(logged("listen_udp").front().starts_with("127.0.0.2:"));
}

CAF_TEST(an endpoint that is taken is named) {
  const listener other{at("127.0.0.1:0")};
  http.listeners = {other.local()};
  sut.add(make_http_door(http, share));
  const auto error = error_of_listening();
  CAF_REQUIRE(error);
  CAF_CHECK(error->find(to_string(other.local())) != std::string::npos);
}

CAF_TEST(an endpoint that is taken over udp alone is named) {
  const datagram_socket other{at("127.0.0.1:0"), 4096};
  http.listeners = {at("127.0.0.1:0")};
  udp.listeners = {other.local()};
  sut.add(make_http_door(http, share));
  sut.add(make_udp_door(udp));
  const auto error = error_of_listening();
  CAF_REQUIRE(error);
  CAF_CHECK(error->find(to_string(other.local())) != std::string::npos);
}

CAF_TEST(http needs an endpoint) {
  http.listeners.clear();
  sut.add(make_http_door(http, share));
  CAF_CHECK_EQUAL(error_of_listening().value_or("none"), "no address to listen at");
}

CAF_TEST_FIXTURE_SCOPE_END()
