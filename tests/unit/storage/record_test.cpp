// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE record_test

#include "storage/record.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace muster;

/// A record as an older muster had it.
struct thing_v1 {
  static constexpr std::uint8_t version = 1;

  std::uint32_t seconds = 0;
};

template <class Archive>
void serialize(Archive& archive, thing_v1& x, std::uint8_t) {
  archive(x.seconds);
}

/// The same record now: it counts milliseconds and has a name.
struct thing {
  static constexpr std::uint8_t version = 2;

  std::uint64_t milliseconds = 0;
  std::string name;
};

void serialize_v1(record_input& archive, thing& x) {
  thing_v1 old;
  serialize(archive, old, 1);
  x.milliseconds = std::uint64_t{1000} * old.seconds;
  x.name = "unnamed";
}

template <class Archive>
void serialize(Archive& archive, thing& x, std::uint8_t version) {
  if constexpr (Archive::reads)
    if (version == 1)
      return serialize_v1(archive, x);
  archive(x.milliseconds);
  serialize_text(archive, x.name);
}

std::string a_record() {
  return write_record(thing{1500, "name"});
}

record_status status_of(std::string_view bytes) {
  thing x;
  return read_record(bytes, x);
}

} // namespace

CAF_TEST(a record begins with its byte order and its version) {
  CAF_CHECK_EQUAL(a_record().substr(0, 2), "\1\2");
}

CAF_TEST(what was written is read) {
  thing x;
  CAF_REQUIRE(read_record(a_record(), x) == record_status::ok);
  CAF_CHECK_EQUAL(x.milliseconds, 1500u);
  CAF_CHECK_EQUAL(x.name, "name");
}

CAF_TEST(a record of the other byte order is read) {
  const std::string bytes("\0\2\0\0\0\0\0\0\5\xdc\0\0\0\4name", 18);
  thing x;
  CAF_REQUIRE(read_record(bytes, x) == record_status::ok);
  CAF_CHECK_EQUAL(x.milliseconds, 1500u);
  CAF_CHECK_EQUAL(x.name, "name");
}

CAF_TEST(a record of an older version is brought up to date) {
  thing x;
  CAF_REQUIRE(read_record(write_record(thing_v1{7}), x) == record_status::ok);
  CAF_CHECK_EQUAL(x.milliseconds, 7000u);
  CAF_CHECK_EQUAL(x.name, "unnamed");
}

CAF_TEST(a record of a newer version is refused) {
  thing_v1 x;
  CAF_CHECK(read_record(a_record(), x) == record_status::newer_version);
}

CAF_TEST(there is no version zero) {
  auto bytes = a_record();
  bytes[1] = 0;
  CAF_CHECK(status_of(bytes) == record_status::corrupt);
}

CAF_TEST(an unknown byte order is corrupt) {
  auto bytes = a_record();
  bytes[0] = 2;
  CAF_CHECK(status_of(bytes) == record_status::corrupt);
}

CAF_TEST(a record that is cut off anywhere is corrupt) {
  const auto bytes = a_record();
  for (std::size_t size = 0; size < bytes.size(); ++size)
    CAF_CHECK(status_of(std::string_view{bytes}.substr(0, size)) == record_status::corrupt);
}

CAF_TEST(a record with more behind it is corrupt) {
  CAF_CHECK(status_of(a_record() + '\0') == record_status::corrupt);
}

CAF_TEST(a count beyond the bytes there are takes no memory) {
  auto bytes = a_record();
  bytes.replace(10, 4, "\xff\xff\xff\xff");
  CAF_CHECK(status_of(bytes) == record_status::corrupt);
  bytes.replace(10, 4, std::string("\5\0\0\0", 4));
  CAF_CHECK(status_of(bytes) == record_status::corrupt);
  bytes.replace(10, 4, std::string("\4\0\0\0", 4));
  CAF_CHECK(status_of(bytes) == record_status::ok);
}
