// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE configuration_text_test

#include "bin/configuration.hpp"
#include "bin/configuration_loader.hpp"
#include "tests/support/scratch_folder.hpp"

#include <caf/test/unit_test.hpp>

namespace {

using namespace muster;

configuration read_back(const std::string& text) {
  const test::scratch_folder folder;
  const auto result = load_configuration(folder.write("musterd.toml", text), {});
  if (const auto* error = std::get_if<configuration_error>(&result))
    CAF_FAIL(error->message);
  return std::get<configuration>(result);
}

void check_same(const configuration& a, const configuration& b) {
  for (const auto& option : options())
    CAF_CHECK(option.same(a, b));
}

} // namespace

CAF_TEST(the default configuration can be written and read back) {
  check_same(read_back(configuration_text_of({})), {});
}

CAF_TEST(a configuration in which everything differs can be written and read back) {
  configuration x;
  x.reactors = 3;
  x.announce.interval = std::chrono::seconds{1000};
  x.announce.min_interval = std::chrono::seconds{500};
  x.http.listeners = {*parse_endpoint("127.0.0.1:1"), *parse_endpoint("[::1]:2")};
  x.http.trusted_proxies = {*address_range::parse("10.0.0.0/8"), *address_range::parse("fd00::/8")};
  x.admission.denied_sources = {*address_range::parse("1.2.3.4")};
  x.admission.denied_ports = {};
  x.log.level = log_level::debug;
  x.log.format = log_format::json;
  check_same(read_back(configuration_text_of(x)), x);
}

CAF_TEST(a path with quotes and line ends is written so that it can be read back) {
  configuration x;
  x.log.file = "/tmp/a \"log\"\\\n\x7f\xc3\xa4";
  check_same(read_back(configuration_text_of(x)), x);
}
