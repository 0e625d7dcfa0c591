// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE ctl_command_line_test

#include "bin/ctl/ctl_command_line.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>

namespace {

using namespace muster;
using namespace muster::ctl;
using words = std::vector<std::string>;

const std::string hash(40, 'a');

invocation parsed(words x, const invocation& before = {{}, "default.sock", std::nullopt}) {
  const auto result = parse_command_line(std::move(x), before);
  if (const auto* exit = std::get_if<early_exit>(&result))
    CAF_FAIL(exit->text);
  return std::get<invocation>(result);
}

/// What is said about a command line that is wrong.
std::string mistake(words x) {
  const auto result = parse_command_line(std::move(x), {});
  const auto* exit = std::get_if<early_exit>(&result);
  if (exit == nullptr || exit->code != exit_code::usage)
    return "none";
  CAF_CHECK_EQUAL(std::count(exit->text.begin(), exit->text.end(), '\n'), 1);
  return exit->text;
}

} // namespace

CAF_TEST(without a command there is a prompt) {
  CAF_CHECK(parsed({}).request.verb == verb::prompt);
  CAF_CHECK(parsed({}).socket == "default.sock");
}

CAF_TEST(every command is understood) {
  const std::vector<std::pair<words, verb>> all{
      {{"status"}, verb::status},
      {{"actors"}, verb::actors},
      {{"top"}, verb::top},
      {{"swarms"}, verb::swarms},
      {{"swarm", hash}, verb::swarm},
      {{"peers", "--address", "1.2.3.4"}, verb::peers},
      {{"log"}, verb::log},
      {{"log", "level", "error"}, verb::log_level},
      {{"deny", hash}, verb::deny},
      {{"allow", hash}, verb::allow},
      {{"kick", hash}, verb::kick},
      {{"snapshot", "now"}, verb::snapshot_now},
      {{"clock", "trust"}, verb::clock_trust},
      {{"backup", "folder"}, verb::backup},
      {{"config", "show"}, verb::config_show},
      {{"drain"}, verb::drain},
      {{"relay"}, verb::relay},
  };
  for (const auto& [line, expected] : all)
    CAF_CHECK(parsed(line).request.verb == expected);
}

CAF_TEST(the socket is named or found in the data directory) {
  CAF_CHECK(parsed({"--socket", "here", "status"}).socket == "here");
  CAF_CHECK(parsed({"--data-dir", "there", "status"}).socket == "there/operator.sock");
  CAF_CHECK(mistake({"--socket", "a", "--data-dir", "b"}) != "none");
}

CAF_TEST(a tracker on another machine is named instead of a socket) {
  const std::string name = "ssh://host/data";
  CAF_CHECK(!parsed({"status"}).remote);
  CAF_CHECK(parsed({"--connect", name, "status"}).remote->name == name);
  CAF_CHECK(parsed({"status"}, parsed({"--connect", name})).remote->name == name);
  CAF_CHECK(mistake({"--connect", name, "--socket", "a"}) != "none");
  CAF_CHECK(mistake({"--connect", name, "--data-dir", "a"}) != "none");
  CAF_CHECK(mistake({"--connect", name, "relay"}) != "none");
  const auto text = mistake({"--connect", "host:4000", "status"});
  CAF_CHECK(text.find("expected ssh://[USER@]HOST[:PORT]/DATA_DIR") != std::string::npos);
}

CAF_TEST(options of musterctl may stand behind the command) {
  const auto x = parsed({"status", "--json", "--socket", "here"});
  CAF_CHECK(x.request.json);
  CAF_CHECK_EQUAL(x.socket, "here");
}

CAF_TEST(at the prompt what was said before holds) {
  const auto before = parsed({"--json", "--socket", "here"});
  const auto x = parsed({"status"}, before);
  CAF_CHECK(x.request.json);
  CAF_CHECK_EQUAL(x.socket, "here");
}

CAF_TEST(options of commands are taken over) {
  CAF_CHECK(parsed({"actors", "--swarms"}).request.with_swarms);
  CAF_CHECK(parsed({"swarms", "--limit", "7"}).request.limit == 7u);
  const auto log = parsed({"log", "--follow", "--level", "warning"}).request;
  CAF_CHECK(log.follow);
  CAF_CHECK_EQUAL(log.level, "warning");
  const auto top = parsed({"top", "--seconds", "0.5", "--rounds", "3"}).request;
  CAF_CHECK_EQUAL(top.rounds, 3u);
}

CAF_TEST(a torrent or an address can be kicked) {
  CAF_CHECK(parsed({"kick", "2001:db8::7"}).request.address == "2001:db8::7");
  const auto x = parsed({"kick", hash}).request;
  CAF_CHECK(x.address.empty());
  CAF_CHECK_EQUAL(to_hex(x.info_hash), hash);
}

CAF_TEST(a folder for a backup is one of whoever types it) {
  const auto here = std::filesystem::current_path();
  CAF_CHECK_EQUAL(parsed({"backup", "folder"}).request.folder, (here / "folder").string());
  CAF_CHECK_EQUAL(
      parsed({"backup", "../x/./y"}).request.folder, (here.parent_path() / "x/y").string());
  CAF_CHECK_EQUAL(parsed({"backup", "/a/folder"}).request.folder, "/a/folder");
  CAF_CHECK_EQUAL(parsed({"backup"}).request.folder, "");
}

CAF_TEST(a folder on another machine is absolute or left to the tracker) {
  const std::string name = "ssh://host/data";
  CAF_CHECK_EQUAL(parsed({"--connect", name, "backup", "/a/b"}).request.folder, "/a/b");
  CAF_CHECK_EQUAL(parsed({"--connect", name, "backup"}).request.folder, "");
  const auto text = mistake({"--connect", name, "backup", "a/b"});
  CAF_CHECK(text.find("expected an absolute path") != std::string::npos);
}

CAF_TEST(what is wrong is one line) {
  for (const words& x : std::vector<words>{
           {"nonsense"},
           {"status", "extra"},
           {"--nonsense"},
           {"status", "top"},
           {"swarm"},
           {"swarm", std::string(39, 'a')},
           {"deny", "x\ny"},
           {"peers"},
           {"peers", "--address", "1.2.3"},
           {"kick", "1.2.3"},
           {"log", "level"},
           {"log", "level", "loud"},
           {"log", "--level", "loud"},
           {"snapshot"},
           {"backup", "a", "b"},
           {"--connect", "ssh://host/data", "backup", "relative"},
           {"config"},
           {"swarms", "--limit", "-1"},
           {"top", "--seconds", "0"}})
    CAF_CHECK(mistake(x).starts_with("musterctl: "));
}

CAF_TEST(who leaves out a command is told which were expected) {
  CAF_CHECK_EQUAL(mistake({"clock"}), "musterctl: clock: expected trust; see musterctl --help\n");
  CAF_CHECK(mistake({"snapshot"}).starts_with("musterctl: snapshot: expected now;"));
  CAF_CHECK(mistake({"config", "--json"}).starts_with("musterctl: config: expected show;"));
}

CAF_TEST(an unknown command is told with those that were expected and the nearest) {
  const auto text = mistake({"stauts"});
  CAF_CHECK(text.starts_with("musterctl: stauts: expected status, actors, top, "));
  for (const auto& name : command_names())
    CAF_CHECK(text.find(name) != std::string::npos);
  CAF_CHECK(text.find("; the nearest is status;") != std::string::npos);
  CAF_CHECK(mistake({"clock", "tust"}).starts_with("musterctl: tust: expected trust;"));
  CAF_CHECK(mistake({"log", "levle", "info"}).starts_with("musterctl: levle: expected level;"));
}

CAF_TEST(an unknown option is told with the nearest of the command and those around it) {
  for (const words& x : std::vector<words>{{"--jsn"}, {"status", "--jsn"}, {"clock", "--jsn"}})
    CAF_CHECK_EQUAL(
        mistake(x), "musterctl: --jsn: unknown option; the nearest is --json; "
                    "see musterctl --help\n");
  CAF_CHECK(mistake({"top", "--round"}).find("the nearest is --rounds") != std::string::npos);
}

CAF_TEST(help and version are no mistakes) {
  for (const words& x : std::vector<words>{{"--help"}, {"log", "--help"}, {"--version"}}) {
    const auto result = parse_command_line(x, {});
    CAF_REQUIRE(std::holds_alternative<early_exit>(result));
    CAF_CHECK(std::get<early_exit>(result).code == exit_code::ok);
    CAF_CHECK(std::get<early_exit>(result).text.find("musterctl") != std::string::npos);
  }
}

CAF_TEST(a line at the prompt is parted by blanks) {
  CAF_CHECK((split("  log  level debug ") == words{"log", "level", "debug"}));
  CAF_CHECK(split(" \t").empty());
}

CAF_TEST(completion knows the commands) {
  const auto names = command_names();
  for (const std::string name : {"status", "log", "drain"})
    CAF_CHECK(std::find(names.begin(), names.end(), name) != names.end());
}
