// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE secret_key_test

#include "storage/secret_key.hpp"
#include "tests/support/scratch_folder.hpp"

#include <caf/test/unit_test.hpp>
#include <sodium.h>

#include <filesystem>
#include <string>
#include <sys/stat.h>

namespace {

using namespace muster;

secret_key::bytes filled(std::uint8_t x) {
  secret_key::bytes result;
  result.fill(x);
  return result;
}

struct fixture {
  test::scratch_folder folder;
  std::string path = folder.path("secret_key");

  secret_key loaded() {
    return std::get<secret_key>(secret_key::load(path));
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(secret_key_tests, fixture)

CAF_TEST(the key of a use outlives a restart) {
  const auto before = loaded().derive(key_use::udp_connection_ids);
  CAF_CHECK(loaded().derive(key_use::udp_connection_ids) == before);
  std::filesystem::remove(path);
  CAF_CHECK(loaded().derive(key_use::udp_connection_ids) != before);
}

CAF_TEST(the file has the secret in digits) {
  const auto digits = "5a5A" + std::string(60, '5');
  static_cast<void>(folder.write("secret_key", digits + '\n'));
  ::chmod(path.c_str(), 0600);
  auto bytes = filled(0x55);
  bytes[0] = bytes[1] = 0x5a;
  CAF_CHECK(
      loaded().derive(key_use::udp_connection_ids)
      == secret_key{bytes}.derive(key_use::udp_connection_ids));
}

CAF_TEST(no use has the secret itself and each has another key) {
  const secret_key sut{filled(7)};
  CAF_CHECK(sut.derive(key_use::udp_connection_ids) != filled(7));
  CAF_CHECK(sut.derive(key_use::udp_connection_ids) != sut.derive(key_use{2}));
}

CAF_TEST(the keys of one version are those of the next) {
  secret_key::bytes expected;
  ::crypto_kdf_derive_from_key(expected.data(), expected.size(), 1, "muster-1", filled(7).data());
  CAF_CHECK(secret_key{filled(7)}.derive(key_use::udp_connection_ids) == expected);
}

CAF_TEST(a file that is not as it should be is left as it is) {
  static_cast<void>(folder.write("secret_key", "short"));
  ::chmod(path.c_str(), 0600);
  const auto result = secret_key::load(path);
  const auto* error = std::get_if<storage_error>(&result);
  CAF_REQUIRE(error != nullptr);
  CAF_CHECK_EQUAL(error->message, path + ": expected a line of 64 hexadecimal digits");
  CAF_CHECK_EQUAL(std::filesystem::file_size(path), 5u);
}

CAF_TEST_FIXTURE_SCOPE_END()
