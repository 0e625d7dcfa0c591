// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE configuration_loader_test

#include "bin/configuration_loader.hpp"
#include "tests/support/configuration_files.hpp"

#include <caf/test/unit_test.hpp>

namespace {

using namespace muster;
using namespace std::chrono_literals;

struct fixture : test::configuration_files {
  fixture() {
    running = accepted("");
  }

  void override_level(std::string level) {
    overrides.push_back({"--log-level", "log.level", {std::move(level), {}}});
  }

  void override_data_dir(std::string path) {
    overrides.push_back({"--data-dir", "data_dir", {std::move(path), {}}});
  }

  /// Reads the configuration again; it must be accepted.
  reloaded_configuration reloaded(std::string_view text) {
    auto result = reload_configuration(file(text), overrides, running);
    CAF_REQUIRE(std::holds_alternative<reloaded_configuration>(result));
    return std::get<reloaded_configuration>(std::move(result));
  }

  static std::string joined(const std::vector<std::string_view>& words) {
    std::string result;
    for (const auto word : words)
      result += std::string{word} + ' ';
    return result;
  }

  configuration running;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(configuration_loader_tests, fixture)

// -- precedence -----------------------------------------------------------------------------------

CAF_TEST(without a file the defaults hold) {
  const auto result = load_configuration("", {});
  CAF_REQUIRE(std::holds_alternative<configuration>(result));
  const auto& x = std::get<configuration>(result);
  CAF_CHECK_EQUAL(x.reactors, 0u);
  CAF_CHECK_EQUAL(x.data_dir, "muster-data");
  CAF_CHECK(x.log.level == log_level::info);
  CAF_CHECK(x.announce.interval == 1800s);
}

CAF_TEST(the file wins over the defaults) {
  const auto x = accepted("reactors = 2\n[announce]\ninterval_seconds = 1200\nnumwant_max = 100\n"
                          "[log]\nformat = \"json\"\nlevel = \"warning\"\n");
  CAF_CHECK_EQUAL(x.reactors, 2u);
  CAF_CHECK(x.announce.interval == 1200s);
  CAF_CHECK(x.announce.min_interval == 900s);
  CAF_CHECK_EQUAL(x.announce.numwant.max, 100u);
  CAF_CHECK(x.log.format == log_format::json);
  CAF_CHECK(x.log.level == log_level::warning);
}

CAF_TEST(the command line wins over the file) {
  override_level("error");
  CAF_CHECK(accepted("[log]\nlevel = \"debug\"\n").log.level == log_level::error);
  CAF_CHECK(accepted("").log.level == log_level::error);
}

CAF_TEST(a list on the command line replaces that of the file) {
  overrides.push_back(
      {"--listen", "http.listeners", {option_value::list{{std::string{"[::1]:1"}, {}}}, {}}});
  const auto x = accepted("[http]\nlisteners = [\"127.0.0.1:1\", \"127.0.0.1:2\"]\n");
  CAF_REQUIRE_EQUAL(x.http.listeners.size(), 1u);
  CAF_CHECK_EQUAL(to_string(x.http.listeners.front()), "[::1]:1");
}

CAF_TEST(a mistake in the file counts even if the command line replaces it) {
  override_level("error");
  CAF_CHECK_EQUAL(
      refused("[log]\nlevel = \"loud\"\n"),
      R"(2:9: log.level: expected "debug", "info", "warning" or "error")");
}

CAF_TEST(a folder that the command line replaces need not exist) {
  override_data_dir(folder.path(""));
  CAF_CHECK_EQUAL(accepted("data_dir = \"/does/not/exist\"\n").data_dir, folder.path(""));
}

CAF_TEST(a mistake on the command line names its option) {
  override_level("loud");
  CAF_CHECK_EQUAL(
      refused(""), R"(musterd: --log-level: expected "debug", "info", "warning" or "error")");
}

// -- mistakes -------------------------------------------------------------------------------------

CAF_TEST(a mistake is named with file and line and column and key) {
  const auto path = file("\n[http]\n  head_timeout_seconds = 301\n");
  const auto result = load_configuration(path, {});
  CAF_REQUIRE(std::holds_alternative<configuration_error>(result));
  CAF_CHECK_EQUAL(
      std::get<configuration_error>(result).message,
      path + ":3:26: http.head_timeout_seconds: expected a whole number from 1 to 300");
}

CAF_TEST(of several mistakes the first in the file is named) {
  CAF_CHECK(refused("[log]\nlevel = \"x\"\n[announce]\nwhat = 1\n").starts_with("2:9: log.level"));
  CAF_CHECK(refused("[log]\nwhat = 1\n[announce]\nnumwant_max = 0\n").starts_with("2:1: log.what"));
}

CAF_TEST(a wrong item of a list has its own place) {
  CAF_CHECK(refused("[http]\nlisteners = [\"127.0.0.1:1\",\n  \"127.0.0.1\"]\n")
                .starts_with("3:3: http.listeners: expected \"ADDRESS:PORT\""));
}

CAF_TEST(an unknown key is refused with the nearest one) {
  CAF_CHECK_EQUAL(refused("reactor = 1\n"), "1:1: reactor: unknown key; the nearest is reactors");
  CAF_CHECK_EQUAL(
      refused("[http]\nhead_timeout = 3\n"),
      "2:1: http.head_timeout: unknown key; the nearest is http.head_timeout_seconds");
  CAF_CHECK_EQUAL(
      refused("listeners = []\n"), "1:1: listeners: unknown key; the nearest is http.listeners");
  CAF_CHECK_EQUAL(
      refused("\"log.level\" = \"info\"\n"),
      "1:1: \"log.level\": unknown key; the nearest is log.level");
}

CAF_TEST(an unknown section is refused with the nearest one) {
  CAF_CHECK_EQUAL(refused("[htttp]\n"), "1:2: htttp: unknown section; the nearest is http");
  CAF_CHECK_EQUAL(
      refused("[logging]\nlevel = \"info\"\n"),
      "1:2: logging: unknown section; the nearest is log");
}

CAF_TEST(a section is not a value) {
  CAF_CHECK_EQUAL(refused("http = 5\n"), "1:1: http: expected a section, written [http]");
  CAF_CHECK(refused("[[http]]\n").ends_with("http: expected a section, written [http]"));
}

CAF_TEST(a value is not a section) {
  CAF_CHECK(
      refused("[http.listeners]\n").find("http.listeners: expected a list") != std::string::npos);
  CAF_CHECK_EQUAL(refused("[reactors]\n"), "1:2: reactors: expected a whole number from 0 to 256");
  CAF_CHECK(refused("[http.more]\n").find("http.more: unknown key") != std::string::npos);
}

CAF_TEST(a file that is missing is a mistake) {
  const auto path = folder.path("missing.toml");
  const auto result = load_configuration(path, {});
  CAF_REQUIRE(std::holds_alternative<configuration_error>(result));
  CAF_CHECK_EQUAL(
      std::get<configuration_error>(result).message,
      path + ": cannot be read: No such file or directory");
}

CAF_TEST(options that do not go together are named where one of them is set) {
  CAF_CHECK_EQUAL(
      refused("[announce]\nnumwant_max = 40\n"),
      "2:15: announce.numwant_max: expected numwant_standard (50) to be at most "
      "numwant_max (40)");
  CAF_CHECK(refused("[announce]\nnumwant_max = 40\nnumwant_standard = 41\n")
                .starts_with("3:20: announce.numwant_standard: expected"));
}

CAF_TEST(listeners of the command line that do not go together are named so) {
  const option_value same{std::string{"127.0.0.1:1"}, {}};
  overrides.push_back({"--listen", "http.listeners", {option_value::list{same, same}, {}}});
  CAF_CHECK_EQUAL(
      refused(""), "musterd: --listen: expected each listener once, but not 127.0.0.1:1 twice");
}

// -- paths ----------------------------------------------------------------------------------------

CAF_TEST(relative paths start from the data_dir) {
  override_data_dir(folder.path(""));
  const auto x = accepted("[admission]\nallow_list = \"lists/allowed\"\ndeny_list = \"denied\"\n"
                          "[log]\nfile = \"./muster.log\"\n");
  CAF_CHECK_EQUAL(x.admission.allow_list, folder.path("lists/allowed"));
  CAF_CHECK_EQUAL(x.admission.deny_list, folder.path("denied"));
  CAF_CHECK_EQUAL(x.log.file, folder.path("muster.log"));
}

CAF_TEST(absolute paths stay and no path stays none) {
  override_data_dir(folder.path(""));
  const auto x = accepted("[admission]\nallow_list = \"/etc/allowed\"\n");
  CAF_CHECK_EQUAL(x.admission.allow_list, "/etc/allowed");
  CAF_CHECK_EQUAL(x.admission.deny_list, "");
  CAF_CHECK_EQUAL(x.log.file, "");
}

// -- reloading ------------------------------------------------------------------------------------

CAF_TEST(a reload without changes changes nothing) {
  const auto x = reloaded("");
  CAF_CHECK(x.needing_restart.empty());
  CAF_CHECK(x.taken_over.empty());
  CAF_CHECK(x.configuration.log.level == log_level::info);
}

CAF_TEST(a reload brings the level and the lists) {
  const auto x = reloaded("[log]\nlevel = \"debug\"\n[admission]\nallow_list = \"a\"\n"
                          "deny_list = \"d\"\n");
  CAF_CHECK(x.configuration.log.level == log_level::debug);
  CAF_CHECK_EQUAL(x.configuration.admission.allow_list, "muster-data/a");
  CAF_CHECK_EQUAL(x.configuration.admission.deny_list, "muster-data/d");
  CAF_CHECK_EQUAL(joined(x.needing_restart), "");
  CAF_CHECK_EQUAL(joined(x.taken_over), "admission.allow_list admission.deny_list log.level ");
}

CAF_TEST(a reload names what needs a restart and leaves it as it was) {
  const auto x = reloaded("reactors = 7\n[announce]\ninterval_seconds = 1700\n"
                          "[http]\ntrusted_proxies = [\"::1\"]\n");
  CAF_CHECK_EQUAL(
      joined(x.needing_restart), "reactors announce.interval_seconds http.trusted_proxies ");
  CAF_CHECK_EQUAL(joined(x.taken_over), "");
  CAF_CHECK_EQUAL(x.configuration.reactors, 0u);
  CAF_CHECK(x.configuration.announce.interval == 1800s);
  CAF_CHECK(x.configuration.http.trusted_proxies.empty());
}

CAF_TEST(a level from the command line stays with a reload) {
  override_level("error");
  running = accepted("");
  const auto x = reloaded("[log]\nlevel = \"debug\"\n");
  CAF_CHECK(x.configuration.log.level == log_level::error);
}

CAF_TEST(lists start from the old data_dir until the restart) {
  const auto x = reloaded("data_dir = \"/tmp\"\n[admission]\ndeny_list = \"d\"\n");
  CAF_CHECK_EQUAL(joined(x.needing_restart), "data_dir ");
  CAF_CHECK_EQUAL(x.configuration.data_dir, "muster-data");
  CAF_CHECK_EQUAL(x.configuration.admission.deny_list, "muster-data/d");
}

CAF_TEST(a mistake found by a reload is told) {
  const auto path = file("[log]\nlevel = 3\n");
  const auto result = reload_configuration(path, overrides, running);
  CAF_REQUIRE(std::holds_alternative<configuration_error>(result));
  CAF_CHECK(std::get<configuration_error>(result).message.starts_with(path + ":2:9: log.level"));
}

CAF_TEST_FIXTURE_SCOPE_END()
