// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE source_hash_test

#include "actors/admission/source_hash.hpp"

#include <caf/test/unit_test.hpp>

#include <string_view>

namespace {

using namespace muster;

const source_hash sut{hash_key{1, 2, 3}};

std::uint64_t source(std::string_view text, std::uint8_t salt = 0) {
  return sut.of_source(*address::parse(text), salt);
}

std::uint64_t network(std::string_view text, std::uint8_t salt = 0) {
  return sut.of_network(*address::parse(text), salt);
}

} // namespace

CAF_TEST(each address of IPv4 is a source of its own) {
  CAF_CHECK_EQUAL(source("203.0.113.7"), source("203.0.113.7"));
  CAF_CHECK_NOT_EQUAL(source("203.0.113.7"), source("203.0.113.8"));
}

CAF_TEST(all addresses of a 64 of IPv6 are one source) {
  CAF_CHECK_EQUAL(source("2001:db8:1:2::1"), source("2001:db8:1:2:ffff:ffff:ffff:ffff"));
  CAF_CHECK_NOT_EQUAL(source("2001:db8:1:2::1"), source("2001:db8:1:3::1"));
}

CAF_TEST(a network of IPv4 is a 24) {
  CAF_CHECK_EQUAL(network("203.0.113.0"), network("203.0.113.255"));
  CAF_CHECK_NOT_EQUAL(network("203.0.113.0"), network("203.0.114.0"));
}

CAF_TEST(a network of IPv6 is a 48) {
  CAF_CHECK_EQUAL(network("2001:db8:1:2::1"), network("2001:db8:1:ffff::1"));
  CAF_CHECK_NOT_EQUAL(network("2001:db8:1:2::1"), network("2001:db8:2:2::1"));
}

CAF_TEST(a source and its network and a longer prefix of zeros differ) {
  CAF_CHECK_NOT_EQUAL(source("203.0.113.0"), network("203.0.113.0"));
  CAF_CHECK_NOT_EQUAL(source("2001:db8::"), network("2001:db8::"));
}

CAF_TEST(salts tell apart what is kept of one source) {
  CAF_CHECK_NOT_EQUAL(source("203.0.113.7", 1), source("203.0.113.7", 2));
  CAF_CHECK_NOT_EQUAL(network("203.0.113.7", 1), network("203.0.113.7", 2));
}

CAF_TEST(another key makes other hashes) {
  const auto here = *address::parse("203.0.113.7");
  const source_hash other{hash_key{3, 2, 1}};
  CAF_CHECK_NOT_EQUAL(other.of_source(here), sut.of_source(here));
}
