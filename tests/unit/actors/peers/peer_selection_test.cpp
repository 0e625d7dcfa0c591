// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE peer_selection_test

#include "actors/peers/peer_selection.hpp"
#include "tests/support/announces.hpp"
#include "tests/support/records.hpp"
#include "tests/support/replies.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <string>

namespace {

using namespace muster;
using test::a_record;

constexpr auto ipv4 = family::ipv4;
constexpr auto ipv6 = family::ipv6;

constexpr std::uint32_t seeds[] = {0, 1, 0x7fffffff, 0x80000000, 0xffffffff};

/// A table with so many downloaders, then so many seeders.
template <family Family>
peer_table<Family> a_table(std::uint32_t downloaders, std::uint32_t seeders = 0) {
  peer_table<Family> result;
  for (std::uint32_t i = 0; i < downloaders + seeders; ++i)
    result.insert(a_record<Family>(i, i < downloaders ? peer_role::downloader : peer_role::seeder));
  return result;
}

template <family Family>
peer_record<Family> a_private_record(std::uint32_t number, peer_role role) {
  auto result = a_record<Family>(number, role);
  result.is_private = true;
  return result;
}

template <family Family>
peer_record<Family> a_hidden_record(std::uint32_t number, peer_role role, bool is_private) {
  auto result = a_record<Family>(number, role);
  result.is_private = is_private;
  result.is_hidden = true;
  return result;
}

/// A table with so many public peers of each role that gives and takes, and `crowd` times as many
/// private and hidden ones, all mixed.
template <family Family>
peer_table<Family> a_crowd(std::uint32_t visible, std::uint32_t crowd = 1) {
  peer_table<Family> result;
  std::uint32_t number = 0;
  for (std::uint32_t i = 0; i < visible * crowd; ++i) {
    for (const auto role : {peer_role::downloader, peer_role::seeder}) {
      if (i % crowd == 0)
        result.insert(a_record<Family>(number++, role));
      result.insert(a_private_record<Family>(number++, role));
      result.insert(a_hidden_record<Family>(number++, role, i % 2 == 0));
    }
  }
  return result;
}

template <family Family>
announce_reply select(
    const peer_table<Family>& table, const peer_selection& selection, std::uint32_t self,
    std::uint32_t count) {
  announce_reply reply;
  select_peers(table, selection, selectable(table, selection, self), count, reply);
  return reply;
}

template <family Family>
std::string endpoint_text(const peer_record<Family>& peer) {
  announce_reply reply;
  auto& peers = Family == ipv4 ? reply.peers : reply.peers6;
  peers.assign(peer.endpoint.begin(), peer.endpoint.end());
  return test::shown(reply).front();
}

/// What is wrong with a choice out of a table whose peers are all of use to the requester.
template <family Family>
std::string fault(
    const peer_table<Family>& table, const announce_reply& reply, peer_role requester,
    std::uint32_t self, std::uint32_t count) {
  const auto peers = test::shown(reply);
  if (peers.size() != std::min(count, selectable(table, {requester}, self).count()))
    return std::to_string(peers.size()) + " peers";
  if (!test::shows_each_once(reply))
    return "a peer twice";
  if (self < table.size()
      && std::count(peers.begin(), peers.end(), endpoint_text(table[self])) != 0)
    return "the requester itself";
  return {};
}

/// Asks a crowd of ten visible peers of each role for all of them.
/// @returns which requester missed some.
template <family Family>
std::string first_crowded_out(const peer_table<Family>& table) {
  for (const auto seed : seeds) {
    const auto for_taker =
        select(table, {peer_role::downloader, false, false, seed}, not_in_table, 50);
    const auto for_giver = select(table, {peer_role::seeder, false, false, seed}, not_in_table, 50);
    if (test::shown(for_taker).size() != 20)
      return "a downloader got " + std::to_string(test::shown(for_taker).size());
    if (test::shown(for_giver).size() != 10)
      return "a seeder got " + std::to_string(test::shown(for_giver).size());
    if (!test::shows_each_once(for_taker) || !test::shows_each_once(for_giver))
      return "a peer twice";
  }
  return {};
}

/// What the peer at a position asks for, or one that is not in the table.
template <family Family>
peer_selection selection_of(
    const peer_table<Family>& table, peer_role role, std::uint32_t seed, std::uint32_t position) {
  peer_selection result{role, false, false, seed};
  if (position < table.size()) {
    result.peer_id = table[position].peer_id;
    result.port = endpoint_of(table[position]).port;
  }
  return result;
}

/// Tries every requester and count in a table and tells the first fault.
template <family Family>
std::string first_fault(const peer_table<Family>& table, peer_role requester) {
  for (std::uint32_t self = 0; self <= table.size(); ++self) {
    const auto position = self == table.size() ? not_in_table : self;
    for (std::uint32_t count = 0; count <= table.size() + 2; ++count) {
      for (const auto seed : seeds) {
        const auto reply =
            select(table, selection_of(table, requester, seed, position), position, count);
        const auto what = fault(table, reply, requester, position, count);
        if (!what.empty())
          return what + " when " + std::to_string(self) + " of " + std::to_string(table.size())
                 + " asks for " + std::to_string(count);
      }
    }
  }
  return {};
}

} // namespace

CAF_TEST(as many peers as wanted or there are each once and never the requester) {
  for (std::uint32_t size = 0; size <= 10; ++size) {
    CAF_CHECK_EQUAL(first_fault(a_table<ipv4>(size), peer_role::downloader), "");
    CAF_CHECK_EQUAL(first_fault(a_table<ipv6>(size), peer_role::downloader), "");
    CAF_CHECK_EQUAL(first_fault(a_table<ipv4>(0, size), peer_role::downloader), "");
  }
  CAF_CHECK_EQUAL(first_fault(a_table<ipv4>(15, 12), peer_role::downloader), "");
  CAF_CHECK_EQUAL(first_fault(a_table<ipv6>(5, 22), peer_role::downloader), "");
}

CAF_TEST(a peer that gives is shown all downloaders and nobody else) {
  for (std::uint32_t size = 0; size <= 10; ++size) {
    CAF_CHECK_EQUAL(first_fault(a_table<ipv4>(size, 5), peer_role::seeder), "");
    CAF_CHECK_EQUAL(first_fault(a_table<ipv6>(size, 1), peer_role::paused), "");
  }
  const auto all_downloaders = test::shown(
      select(a_table<ipv4>(3), {peer_role::downloader, false, false, 0}, not_in_table, 9));
  for (const auto requester : {peer_role::seeder, peer_role::paused})
    CAF_CHECK_EQUAL(
        test::shown(select(a_table<ipv4>(3, 40), {requester, false, false, 0}, not_in_table, 9)),
        all_downloaders);
}

CAF_TEST(what is selectable leaves out the requester if it is among those shown) {
  const auto table = a_table<ipv4>(3, 2);
  CAF_CHECK_EQUAL(selectable(table, {peer_role::downloader}, 0).count(), 4u);
  CAF_CHECK_EQUAL(selectable(table, {peer_role::downloader}, not_in_table).count(), 5u);
  CAF_CHECK_EQUAL(selectable(table, {peer_role::seeder}, 2).count(), 2u);
  CAF_CHECK_EQUAL(selectable(table, {peer_role::seeder}, 3).count(), 3u);
  CAF_CHECK_EQUAL(selectable(table, {peer_role::seeder}, not_in_table).count(), 3u);
  CAF_CHECK_EQUAL(selectable(a_table<ipv4>(0), {peer_role::downloader}, not_in_table).count(), 0u);
}

CAF_TEST(what is selectable leaves out peers that are hidden or out of reach) {
  const auto table = a_crowd<ipv4>(1);
  CAF_CHECK_EQUAL(selectable(table, {peer_role::downloader, false}, not_in_table).count(), 2u);
  CAF_CHECK_EQUAL(selectable(table, {peer_role::seeder, false}, not_in_table).count(), 1u);
  CAF_CHECK_EQUAL(selectable(table, {peer_role::downloader, true}, not_in_table).count(), 4u);
  CAF_CHECK_EQUAL(selectable(table, {peer_role::seeder, true}, not_in_table).count(), 2u);
}

CAF_TEST(a downloader gets downloaders and seeders where there are as many of both) {
  const auto table = a_table<ipv4>(500, 500);
  for (const auto seed : seeds) {
    const auto reply = select(table, {peer_role::downloader, false, true, seed}, not_in_table, 10);
    const auto givers =
        std::count_if(reply.peer_ids.begin(), reply.peer_ids.end(), [](const peer_id& x) {
          return x.bytes[1] * 256 + x.bytes[2] >= 500;
        });
    CAF_CHECK_EQUAL(givers, 5);
  }
}

CAF_TEST(private peers are left out unless they are of use) {
  peer_table<ipv4> table;
  for (std::uint32_t i = 0; i < 12; ++i) {
    auto peer = a_record<ipv4>(i);
    peer.is_private = i % 2 == 0;
    table.insert(peer);
  }
  for (const auto seed : seeds) {
    const peer_selection for_public{peer_role::downloader, false, true, seed};
    const auto reply = select(table, for_public, not_in_table, 12);
    CAF_CHECK_EQUAL(reply.peer_ids.size(), 6u);
    CAF_CHECK(std::all_of(reply.peer_ids.begin(), reply.peer_ids.end(), [](const peer_id& x) {
      return x.bytes[2] % 2 == 1;
    }));
    const peer_selection for_private{peer_role::downloader, true, true, seed};
    CAF_CHECK_EQUAL(select(table, for_private, not_in_table, 12).peer_ids.size(), 12u);
  }
}

CAF_TEST(peers that are not shown crowd out none of those that are) {
  for (const std::uint32_t crowd : {1u, 5u, 40u, 3000u}) {
    CAF_CHECK_EQUAL(first_crowded_out(a_crowd<ipv4>(10, crowd)), "");
    CAF_CHECK_EQUAL(first_crowded_out(a_crowd<ipv6>(10, crowd)), "");
  }
}

CAF_TEST(a reply leaves out private peers only where they would have been shown if they could) {
  const auto table = a_crowd<ipv4>(2);
  const std::array external{test::an_address("192.0.2.1")};
  const std::array other_family{test::an_address("2001:db8::1")};
  peer_selection selection{peer_role::downloader};
  CAF_CHECK(selectable(table, selection, not_in_table).leaves_out_private);
  selection.external_addresses = other_family;
  CAF_CHECK(selectable(table, selection, not_in_table).leaves_out_private);
  selection.external_addresses = external;
  CAF_CHECK(!selectable(table, selection, not_in_table).leaves_out_private);
  CAF_CHECK(!selectable(table, {peer_role::downloader, true}, not_in_table).leaves_out_private);
  CAF_CHECK(
      !selectable(a_table<ipv4>(3, 3), {peer_role::downloader}, not_in_table).leaves_out_private);
  peer_table<ipv4> seeders;
  seeders.insert(a_private_record<ipv4>(1, peer_role::seeder));
  CAF_CHECK(selectable(seeders, {peer_role::downloader}, not_in_table).leaves_out_private);
  CAF_CHECK(!selectable(seeders, {peer_role::seeder}, not_in_table).leaves_out_private);
}

CAF_TEST(peer ids come in the order of their peers and only when asked for) {
  const auto table = a_table<ipv4>(40);
  const auto reply = select(table, {peer_role::downloader, false, true, 5}, 3, 20);
  const auto peers = test::ipv4_endpoints(reply);
  CAF_REQUIRE_EQUAL(peers.size(), 20u);
  CAF_REQUIRE_EQUAL(reply.peer_ids.size(), 20u);
  for (std::size_t i = 0; i < peers.size(); ++i)
    CAF_CHECK_EQUAL(reply.peer_ids[i].bytes[2], peers[i].address.bytes()[3]);
  CAF_CHECK(select(table, {peer_role::downloader, false, false, 5}, 3, 20).peer_ids.empty());
}

CAF_TEST(peers of the other family stay in the reply) {
  announce_reply reply;
  reply.peers6 = "no peer of this family is touched";
  const auto table = a_table<ipv4>(3);
  const peer_selection selection{peer_role::downloader};
  select_peers(table, selection, selectable(table, selection, not_in_table), 2, reply);
  CAF_CHECK_EQUAL(reply.peers.size(), 12u);
  CAF_CHECK_EQUAL(reply.peers6, "no peer of this family is touched");
}

CAF_TEST(the same seed chooses the same peers and another seed others) {
  const auto table = a_table<ipv4>(1000);
  const auto choice = [&](std::uint32_t seed) {
    return test::shown(select(table, selection_of(table, peer_role::downloader, seed, 0), 0, 10));
  };
  CAF_CHECK_EQUAL(choice(12345), choice(12345));
  CAF_CHECK_NOT_EQUAL(choice(12345), choice(12345 + 0x10000000));
}

CAF_TEST(over many seeds every peer is shown about as often as any other) {
  const auto table = a_table<ipv4>(90, 10);
  std::map<std::string, std::uint32_t> times;
  constexpr std::uint32_t rounds = 2000;
  for (std::uint32_t i = 0; i < rounds; ++i) {
    const auto seed = i * 0x9e3779b9U; // spreads over all 32 bits
    for (const auto& x :
         test::shown(select(table, selection_of(table, peer_role::downloader, seed, 0), 0, 10)))
      ++times[x];
  }
  CAF_CHECK_EQUAL(times.size(), 99u);
  const auto by_times = [](const auto& a, const auto& b) {
    return a.second < b.second;
  };
  const auto [least, most] = std::minmax_element(times.begin(), times.end(), by_times);
  // 202 on average, and the neighbour of the requester takes its share too.
  CAF_CHECK_GREATER(least->second, 100u);
  CAF_CHECK_LESS(most->second, 400u);
}
