// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE list_overrides_test

#include "actors/admission/list_overrides.hpp"
#include "tests/support/announces.hpp"

#include <caf/test/unit_test.hpp>

namespace {

using namespace muster;
using test::an_info_hash;

/// Files that allow 1 and 2 and deny 2.
std::shared_ptr<access_lists> some_files() {
  auto result = std::make_shared<access_lists>();
  result->allowed = info_hash_set{an_info_hash(1), an_info_hash(2)};
  result->denied = info_hash_set{an_info_hash(2)};
  return result;
}

bool admits(const list_overrides& x, std::uint8_t fill) {
  return x.effective()->admits(an_info_hash(fill));
}

} // namespace

CAF_TEST(without changes the files hold and are not copied) {
  const auto files = some_files();
  CAF_CHECK(list_overrides{files}.effective() == files);
}

CAF_TEST(a torrent that is denied is refused until it is allowed again) {
  list_overrides sut{some_files()};
  sut.deny(an_info_hash(1));
  CAF_CHECK(!admits(sut, 1));
  sut.allow(an_info_hash(1));
  CAF_CHECK(admits(sut, 1));
}

CAF_TEST(a torrent that the files deny or do not list can be allowed) {
  list_overrides sut{some_files()};
  CAF_CHECK(!admits(sut, 2));
  CAF_CHECK(!admits(sut, 3));
  sut.allow(an_info_hash(2));
  sut.allow(an_info_hash(3));
  CAF_CHECK(admits(sut, 2));
  CAF_CHECK(admits(sut, 3));
  CAF_CHECK(!admits(sut, 4));
}

CAF_TEST(allowing a torrent makes no allow list where there is none) {
  list_overrides sut{std::make_shared<access_lists>()};
  sut.allow(an_info_hash(1));
  CAF_CHECK(admits(sut, 2));
}

CAF_TEST(changes outlive another reading of the files) {
  list_overrides sut{some_files()};
  sut.deny(an_info_hash(1));
  sut.files(std::make_shared<access_lists>());
  CAF_CHECK(!admits(sut, 1));
  CAF_CHECK(admits(sut, 2));
}
