// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE defaults_test

#include "actors/admission/settings.hpp"
#include "actors/log/settings.hpp"
#include "actors/persistence/settings.hpp"
#include "actors/swarm/settings.hpp"
#include "net/http/settings.hpp"
#include "net/protocol/limits.hpp"
#include "net/settings.hpp"
#include "net/udp/settings.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>

// The defaults a tracker starts with. Clients and operators have come to rely on them.
namespace {

using namespace muster;
using namespace std::chrono_literals;

} // namespace

CAF_TEST(clients are told half an hour and a quarter of one) {
  const announce_settings settings;
  CAF_CHECK(settings.interval == 1800s);
  CAF_CHECK(settings.min_interval == 900s);
  CAF_CHECK_EQUAL(settings.interval_jitter_percent, 10u);
}

CAF_TEST(the interval lies within what judges of trackers accept) {
  const announce_settings settings;
  const auto jitter = settings.interval * settings.interval_jitter_percent / 100;
  CAF_CHECK(settings.interval - jitter >= 300s);
  CAF_CHECK(settings.interval + jitter <= 10800s);
}

CAF_TEST(a client gets 50 peers unless it asks and 200 at most) {
  CAF_CHECK_EQUAL(numwant_range{}.standard, 50);
  CAF_CHECK_EQUAL(numwant_range{}.max, 200);
  CAF_CHECK_EQUAL(limits::numwant_max, 200);
}

CAF_TEST(a peer outlives one lost announce) {
  const announce_settings told;
  CAF_CHECK(swarm_settings{}.peer_lifetime == 2 * told.interval + 5min);
}

CAF_TEST(an address has at most 8 peers in a swarm) {
  CAF_CHECK_EQUAL(swarm_settings{}.peers_per_address_max, 8u);
}

CAF_TEST(a source has 50 announces a second and as many connection ids and ten scrapes) {
  const limit_settings limits;
  CAF_CHECK_EQUAL(limits.announces_per_second, 50u);
  CAF_CHECK_EQUAL(limits.connects_per_second, 50u);
  CAF_CHECK_EQUAL(limits.scrapes_per_second, 10u);
  CAF_CHECK_EQUAL(limits.new_swarms_per_second, 10u);
  CAF_CHECK_EQUAL(limits.errors_per_second, 5u);
  CAF_CHECK_EQUAL(limits.pages_per_second, 10u);
  CAF_CHECK_EQUAL(limits.burst_seconds, 60u);
  CAF_CHECK_EQUAL(limits.network_factor, 4u);
}

CAF_TEST(a client with tens of thousands of torrents gets in at once) {
  const limit_settings limits;
  CAF_CHECK_EQUAL(limits.announces_burst, 60'000u);
  CAF_CHECK_EQUAL(limits.new_swarms_burst, 60'000u);
}

CAF_TEST(a torrent that is not registered is asked for again after a minute) {
  CAF_CHECK(announce_settings{}.unregistered_interval == 60s);
}

CAF_TEST(private sources are not limited and a source has at most 500 connections) {
  CAF_CHECK(!limit_settings{}.private_sources);
  CAF_CHECK_EQUAL(http_settings{}.connections_per_address_max, 500u);
}

CAF_TEST(64 mebibytes may wait in connections and 4 in those of one address) {
  CAF_CHECK_EQUAL(http_settings{}.waiting_bytes_max, std::uint64_t{64} << 20);
  CAF_CHECK_EQUAL(http_settings{}.waiting_per_address_bytes_max, 4u << 20);
}

CAF_TEST(from a load of 80 percent on the interval rises by half and a peer outlives it) {
  const announce_settings told;
  CAF_CHECK_EQUAL(limit_settings{}.load_percent, 80u);
  CAF_CHECK_EQUAL(told.interval_raise_percent, 50u);
  CAF_CHECK(swarm_settings{}.peer_lifetime > told.interval * 165 / 100);
}

CAF_TEST(a scrape asks for at most 100 torrents) {
  CAF_CHECK_EQUAL(announce_settings{}.scrape_hashes_max, 100u);
}

CAF_TEST(a client has 5 seconds for a head and 10 to be idle) {
  CAF_CHECK(http_settings{}.head_timeout == 5s);
  CAF_CHECK(http_settings{}.idle_timeout == 10s);
}

CAF_TEST(a request line has at most 8 KiB and a head 16) {
  CAF_CHECK_EQUAL(http_settings{}.request_line_bytes_max, 8192u);
  CAF_CHECK_EQUAL(http_settings{}.head_bytes_max, 16384u);
}

CAF_TEST(no proxy is trusted) {
  CAF_CHECK(http_settings{}.trusted_proxies.empty());
}

CAF_TEST(ports of well known services are denied) {
  const auto ports = admission_settings{}.denied_ports;
  for (const int port : {22, 25, 53, 80, 443, 3306})
    CAF_CHECK_EQUAL(std::count(ports.begin(), ports.end(), port), 1);
  CAF_CHECK_EQUAL(std::count(ports.begin(), ports.end(), 6881), 0);
}

CAF_TEST(every torrent and every network is served) {
  CAF_CHECK(admission_settings{}.allow_list.empty());
  CAF_CHECK(admission_settings{}.deny_list.empty());
  CAF_CHECK(admission_settings{}.denied_sources.empty());
}

CAF_TEST(the tracker listens on port 6969 of both families) {
  const auto listeners = http_settings{}.listeners;
  CAF_REQUIRE_EQUAL(listeners.size(), 2u);
  CAF_CHECK_EQUAL(to_string(listeners[0]), "0.0.0.0:6969");
  CAF_CHECK_EQUAL(to_string(listeners[1]), "[::]:6969");
}
