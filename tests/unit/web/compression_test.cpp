// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE compression_test

#include "tests/support/gunzip.hpp"
#include "web/compression.hpp"

#include <caf/test/unit_test.hpp>

#include <random>
#include <string>

namespace {

using namespace muster;

std::string noise(std::size_t size) {
  std::minstd_rand random{6969};
  std::string result;
  while (result.size() < size)
    result += static_cast<char>(random() >> 16);
  return result;
}

} // namespace

CAF_TEST(what is compressed inflates to the same) {
  using namespace std::string_literals;
  for (const auto& text : {""s, "x"s, "\0\r\n\xff"s, std::string(1'000'000, 'a'), noise(100'000)}) {
    const auto zipped = gzip(text);
    CAF_CHECK(zipped.starts_with("\x1f\x8b\x08"));
    CAF_CHECK(test::gunzip(zipped) == text);
  }
}

CAF_TEST(what repeats becomes much shorter and noise hardly longer) {
  CAF_CHECK(gzip(std::string(100'000, 'a')).size() < 1000);
  CAF_CHECK(gzip(noise(100'000)).size() < 100'200);
}

CAF_TEST(the same bytes are compressed to the same bytes) {
  CAF_CHECK_EQUAL(gzip("muster"), gzip("muster"));
}

CAF_TEST(a client that names gzip takes it) {
  for (const auto* text :
       {"gzip", "gzip, deflate, br", "deflate, gzip", "br;q=1.0, gzip;q=0.8, *;q=0.1", "gzip;q=1",
        "gzip;q=0.001", "gzip; q=0.5", "br;q=0, gzip", "gzip, br;q=0", "x-gzip", "GZIP",
        "Gzip;Q=0.5", "br, gZip"})
    if (!accepts_gzip(text))
      CAF_ERROR("refused: " << text);
}

CAF_TEST(a client that does not name gzip or gives it no weight does not take it) {
  for (const auto* text :
       {"", "identity", "br", "deflate;q=1", "gzip;q=0", "gzip;q=0.0", "gzip;q=0.000", "gzip; q=0",
        "br, gzip;q=0", "gzip;q=0, br;q=1", "gzip ; q=0 , br", "GZIP;q=0", "gzip;Q=0"})
    if (accepts_gzip(text))
      CAF_ERROR("accepted: " << text);
}
