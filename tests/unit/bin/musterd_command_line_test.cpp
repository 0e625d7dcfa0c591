// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE musterd_command_line_test

#include "bin/build_description.hpp"
#include "bin/command_line.hpp"
#include "bin/default_configuration.hpp"
#include "tests/support/scratch_folder.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <regex>

namespace {

using namespace muster;

struct fixture {
  static std::variant<invocation, early_exit> parse(std::vector<std::string> arguments) {
    std::vector<const char*> argv{"musterd"};
    for (const auto& x : arguments)
      argv.push_back(x.c_str());
    return parse_command_line(static_cast<int>(argv.size()), argv.data());
  }

  /// A command line that lets the tracker run.
  static invocation run(std::vector<std::string> arguments) {
    auto result = parse(std::move(arguments));
    if (const auto* done = std::get_if<early_exit>(&result))
      CAF_FAIL("ended with: " + done->text);
    return std::get<invocation>(std::move(result));
  }

  static configuration configured(std::vector<std::string> arguments) {
    return run(std::move(arguments)).configuration;
  }

  static early_exit done(std::vector<std::string> arguments) {
    auto result = parse(std::move(arguments));
    CAF_REQUIRE(std::holds_alternative<early_exit>(result));
    return std::get<early_exit>(std::move(result));
  }

  /// The text of a command line that must be a mistake, without the end of its only line.
  static std::string mistake(std::vector<std::string> arguments) {
    const auto result = done(std::move(arguments));
    CAF_CHECK_EQUAL(result.code, 2);
    CAF_CHECK_EQUAL(std::count(result.text.begin(), result.text.end(), '\n'), 1);
    CAF_CHECK(result.text.ends_with('\n'));
    return result.text.substr(0, result.text.size() - 1);
  }

  std::string file(std::string_view name, std::string_view text) const {
    const auto path = folder.path(name);
    std::ofstream{path, std::ios::binary} << text;
    return path;
  }

  test::scratch_folder folder;
};

constexpr auto endpoint_text =
    R"(musterd: --listen: expected "ADDRESS:PORT" or "[IPV6]:PORT" with a port from 0 to 65535)";

} // namespace

CAF_TEST_FIXTURE_SCOPE(musterd_command_line_tests, fixture)

// -- running --------------------------------------------------------------------------------------

CAF_TEST(without arguments the tracker runs on the defaults) {
  const auto x = run({});
  CAF_CHECK_EQUAL(x.configuration_path, "");
  CAF_CHECK_EQUAL(x.configuration.http.listeners.size(), 2u);
  CAF_CHECK_EQUAL(x.configuration.data_dir, "muster-data");
}

CAF_TEST(no arguments at all and not even a name are no mistake) {
  CAF_CHECK(std::holds_alternative<invocation>(parse_command_line(0, nullptr)));
}

CAF_TEST(a configuration file is read) {
  const auto path = file("c.toml", "reactors = 5\n");
  CAF_CHECK_EQUAL(configured({"--config", path}).reactors, 5u);
  CAF_CHECK_EQUAL(configured({"--config=" + path}).reactors, 5u);
  CAF_CHECK_EQUAL(run({"--config", path}).configuration_path, path);
}

CAF_TEST(listeners are given in both families and as often as needed) {
  const auto x = configured({"--listen", "127.0.0.1:7000", "--listen=[::1]:7001"});
  CAF_REQUIRE_EQUAL(x.http.listeners.size(), 2u);
  CAF_CHECK_EQUAL(to_string(x.http.listeners[0]), "127.0.0.1:7000");
  CAF_CHECK_EQUAL(to_string(x.http.listeners[1]), "[::1]:7001");
}

CAF_TEST(listeners of the command line replace those of the file) {
  const auto path = file("c.toml", "[http]\nlisteners = [\"127.0.0.1:1\", \"127.0.0.1:2\"]\n");
  const auto x = configured({"--listen", "127.0.0.1:3", "--config", path});
  CAF_REQUIRE_EQUAL(x.http.listeners.size(), 1u);
  CAF_CHECK_EQUAL(to_string(x.http.listeners[0]), "127.0.0.1:3");
}

CAF_TEST(the data_dir of the command line replaces that of the file) {
  const auto path = file("c.toml", "data_dir = \"/tmp\"\n[log]\nfile = \"log\"\n");
  CAF_CHECK_EQUAL(configured({"--config", path}).log.file, "/tmp/log");
  const auto x = configured({"--config", path, "--data-dir", folder.path("")});
  CAF_CHECK_EQUAL(x.data_dir, folder.path(""));
  CAF_CHECK_EQUAL(x.log.file, folder.path("log"));
}

CAF_TEST(the level of the command line replaces that of the file) {
  const auto path = file("c.toml", "[log]\nlevel = \"error\"\n");
  CAF_CHECK(configured({"--config", path}).log.level == log_level::error);
  CAF_CHECK(configured({"--config", path, "--log-level", "debug"}).log.level == log_level::debug);
}

CAF_TEST(the reactors of the command line replace those of the file) {
  const auto path = file("c.toml", "reactors = 5\n");
  CAF_CHECK_EQUAL(configured({"--config", path, "--reactors", "2"}).reactors, 2u);
  CAF_CHECK_EQUAL(configured({"--config", path, "--reactors=0"}).reactors, 0u);
}

CAF_TEST(a reload reads the same file under the same overrides) {
  const auto path = file("c.toml", "");
  const auto x = run({"--config", path, "--reactors", "2"});
  file("c.toml", "reactors = 5\n[log]\nlevel = \"debug\"\n");
  const auto result = reload(x, x.configuration);
  CAF_REQUIRE(std::holds_alternative<reloaded_configuration>(result));
  const auto& fresh = std::get<reloaded_configuration>(result);
  CAF_CHECK(fresh.configuration.log.level == log_level::debug);
  CAF_CHECK_EQUAL(fresh.configuration.reactors, 2u);
  CAF_CHECK(fresh.needing_restart.empty());
}

CAF_TEST(a reload without a file changes nothing) {
  const auto x = run({"--log-level", "debug"});
  const auto result = reload(x, x.configuration);
  CAF_REQUIRE(std::holds_alternative<reloaded_configuration>(result));
  CAF_CHECK(std::get<reloaded_configuration>(result).configuration.log.level == log_level::debug);
}

// -- printing -------------------------------------------------------------------------------------

CAF_TEST(help names every option of the command line) {
  for (const auto flag : {"--help", "-h"}) {
    const auto x = done({flag});
    CAF_CHECK_EQUAL(x.code, 0);
    for (const auto known :
         {"--config FILE", "--check-config", "--print-default-config", "--version", "--help",
          "--listen ADDRESS:PORT", "--data-dir DIR", "--log-level LEVEL", "--reactors N"})
      CAF_CHECK(x.text.find(known) != std::string::npos);
  }
}

CAF_TEST(the version tells program and commit and runtime and build) {
  const auto x = done({"--version"});
  CAF_CHECK_EQUAL(x.code, 0);
  CAF_CHECK_EQUAL(x.text, build_description() + '\n');
  const std::regex form{R"(musterd \d+\.\d+\.\d+ \(commit \w+, CAF 0\.17\.6, \w+\))"};
  CAF_CHECK(std::regex_match(build_description(), form));
}

CAF_TEST(the default configuration is printed as it is) {
  const auto x = done({"--print-default-config"});
  CAF_CHECK_EQUAL(x.code, 0);
  CAF_CHECK(x.text == default_configuration_text());
}

CAF_TEST(the default configuration that is printed is right) {
  const auto path = file("c.toml", done({"--print-default-config"}).text);
  CAF_CHECK_EQUAL(done({"--config", path, "--check-config"}).code, 0);
}

// -- checking -------------------------------------------------------------------------------------

CAF_TEST(a right configuration is said to be so) {
  const auto path = file("c.toml", "reactors = 1\n");
  const auto x = done({"--check-config", "--config", path});
  CAF_CHECK_EQUAL(x.code, 0);
  CAF_CHECK_EQUAL(x.text, path + ": no mistakes\n");
  CAF_CHECK_EQUAL(done({"--check-config"}).code, 0);
}

CAF_TEST(a wrong configuration is named with its place whether or not it is only checked) {
  const auto path = file("c.toml", "[log]\nlevel = \"info\"\npending_max = 15\n");
  const auto expected = path + ":3:15: log.pending_max: expected a whole number from 16 to 1000000";
  CAF_CHECK_EQUAL(mistake({"--check-config", "--config", path}), expected);
  CAF_CHECK_EQUAL(mistake({"--config", path}), expected);
}

CAF_TEST(a check looks into the lists) {
  const auto list = file("denied", std::string(40, 'a') + "\nnonsense\n");
  const auto path = file("c.toml", "[admission]\ndeny_list = \"denied\"\n");
  const std::vector<std::string> check{
      "--check-config", "--config", path, "--data-dir", folder.path("")};
  CAF_CHECK_EQUAL(mistake(check), list + ":2: expected an info_hash of 40 hexadecimal digits");
  file("denied", std::string(40, 'a') + '\n');
  CAF_CHECK_EQUAL(done(check).code, 0);
}

CAF_TEST(a check sees the overrides) {
  CAF_CHECK_EQUAL(
      mistake({"--check-config", "--reactors", "257"}),
      "musterd: --reactors: expected a whole number from 0 to 256");
}

// -- mistakes -------------------------------------------------------------------------------------

CAF_TEST(an unknown option is named with the nearest one) {
  CAF_CHECK_EQUAL(
      mistake({"--lisen", "127.0.0.1:1"}),
      "musterd: --lisen: unknown option; the nearest is --listen");
  CAF_CHECK_EQUAL(
      mistake({"--loglevel=info"}),
      "musterd: --loglevel: unknown option; the nearest is --log-level");
  CAF_CHECK(mistake({"-x"}).starts_with("musterd: -x: unknown option"));
}

CAF_TEST(an argument that is no option is refused) {
  CAF_CHECK_EQUAL(
      mistake({"musterd.toml"}), "musterd: musterd.toml: expected an option; see musterd --help");
  CAF_CHECK_EQUAL(
      mistake({"--listen", "127.0.0.1:1", "127.0.0.1:2"}),
      "musterd: 127.0.0.1:2: expected an option; see musterd --help");
}

CAF_TEST(a listener that is none is refused) {
  for (const auto wrong :
       {"", "127.0.0.1", "::1:80", "[::1]", "127.0.0.1:65536", "{}", "[127.0.0.1:1,127.0.0.1:2]",
        "localhost:80"})
    CAF_CHECK_EQUAL(mistake({"--listen", wrong}), endpoint_text);
  CAF_CHECK_EQUAL(mistake({"--listen", "127.0.0.1:1", "--listen", "x"}), endpoint_text);
}

CAF_TEST(reactors are a whole number from 0 to 256) {
  CAF_CHECK_EQUAL(configured({"--reactors", "256"}).reactors, 256u);
  for (const auto wrong : {"257", "-1", "1.0", "two", "", "1 ", "99999999999999999999"})
    CAF_CHECK_EQUAL(
        mistake({"--reactors", wrong}),
        "musterd: --reactors: expected a whole number from 0 to 256");
}

CAF_TEST(a level is one of four words on the command line too) {
  for (const auto wrong : {"trace", "INFO", "", "1"})
    CAF_CHECK_EQUAL(
        mistake({"--log-level", wrong}),
        R"(musterd: --log-level: expected "debug", "info", "warning" or "error")");
}

CAF_TEST(a data_dir must exist) {
  CAF_CHECK_EQUAL(
      mistake({"--data-dir", "/does/not/exist"}),
      "musterd: --data-dir: expected a folder, or a name for one in a folder that exists, "
      "not \"/does/not/exist\"");
}

CAF_TEST(an option without its value is refused) {
  for (const std::string flag : {"--config", "--listen", "--data-dir", "--log-level", "--reactors"})
    CAF_CHECK_EQUAL(mistake({flag}), "musterd: " + flag + ": expected a value");
  CAF_CHECK_EQUAL(mistake({"--config", ""}), "musterd: --config: expected a path");
}

CAF_TEST(a flag with a value is refused) {
  for (const std::string flag : {"--check-config", "--print-default-config"})
    for (const auto value : {"=false", "=1"})
      CAF_CHECK_EQUAL(mistake({flag + value}), "musterd: " + flag + ": expected no value");
}

CAF_TEST(only listeners are given more than once) {
  CAF_CHECK_EQUAL(
      mistake({"--reactors", "1", "--reactors", "1"}), "musterd: --reactors: expected once");
  CAF_CHECK_EQUAL(mistake({"--config", "a", "--config", "a"}), "musterd: --config: expected once");
}

CAF_TEST(a mistake is one line whatever the arguments hold) {
  CAF_CHECK_EQUAL(mistake({"--no\nsuch\x7f"}).find_first_of("\n\x7f"), std::string::npos);
  CAF_CHECK_EQUAL(
      mistake({"--config", "/no\nsuch"}), "/no?such: cannot be read: No such file or directory");
}

CAF_TEST_FIXTURE_SCOPE_END()
