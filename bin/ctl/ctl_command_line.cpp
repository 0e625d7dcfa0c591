// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/ctl/ctl_command_line.hpp"

#include "conf/nearest_word.hpp"
#include "net/operator_socket.hpp"
#include "net/protocol/address.hpp"
#include "web/version.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string_view>

namespace muster::ctl {

namespace {

constexpr const char* footer = "Without a command there is a prompt.\n"
                               "\n"
                               "Exit codes: 0 done, 1 the tracker said no, 2 wrong usage, 3 there "
                               "is no tracker that answers,\n"
                               "or not any more.";

using strings = std::vector<std::string>;

std::string joined(const strings& xs) {
  std::string result;
  for (const auto& x : xs)
    result += (result.empty() ? "" : ", ") + x;
  return result;
}

strings names_of_commands(const CLI::App& x) {
  strings result;
  for (const auto* command : x.get_subcommands([](const CLI::App*) { return true; }))
    result.push_back(command->get_name());
  return result;
}

/// With those of the commands around it, which may stand behind it.
strings names_of_options(const CLI::App* x) {
  strings result;
  for (; x != nullptr; x = x->get_parent())
    for (const auto* option :
         x->get_options([](const CLI::Option* o) { return o->nonpositional(); }))
      result.push_back(option->get_name());
  return result;
}

std::string nearest(std::string_view word, const strings& known) {
  const std::vector<std::string_view> views(known.begin(), known.end());
  return "; the nearest is " + std::string{nearest_word(word, views)};
}

/// The command line as CLI11 knows it.
class command_line {
public:
  explicit command_line(const invocation& before) : result_(before) {
    app_.set_help_flag("-h,--help", "print this and exit");
    app_.set_version_flag("--version", "musterctl " + std::string{version()});
    app_.require_subcommand(0, 1);
    app_.footer(footer);
    auto* socket = app_.add_option("--socket", result_.socket, "socket of the tracker");
    app_.add_option("--data-dir", data_dir_, "data directory of the tracker, where its socket is")
        ->excludes(socket);
    add_connect();
    app_.add_flag("--json", result_.request.json, "print JSON, for machines");
    app_.fallthrough();
    add_views();
    add_lists();
    add_log();
    add_changes();
  }

  std::variant<invocation, early_exit> parse(std::vector<std::string> words) {
    std::reverse(words.begin(), words.end());
    try {
      app_.parse(std::move(words));
    } catch (const CLI::ParseError& error) {
      return exit_of(error);
    }
    if (result_.request.verb == verb::relay && result_.remote)
      return usage("relay is for a tracker on this machine");
    if (const auto why = complete_folder(); !why.empty())
      return usage(why);
    if (!data_dir_.empty())
      result_.socket = (std::filesystem::path{data_dir_} / operator_socket_name).string();
    return result_;
  }

  [[nodiscard]] strings names() const {
    return names_of_commands(app_);
  }

private:
  CLI::App* add(CLI::App& to, const char* name, const char* text, verb what) {
    auto* result = to.add_subcommand(name, text);
    result->fallthrough();
    result->callback([this, what] {
      // The callback of an outer command comes after that of the inner one.
      if (result_.request.verb == verb::prompt)
        result_.request.verb = what;
    });
    return result;
  }

  void add_connect() {
    auto* connect = app_.add_option_function<std::string>(
        "--connect",
        [this](const std::string& text) {
          result_.remote = parse_remote_tracker(text);
          if (!result_.remote)
            throw CLI::ValidationError("--connect", "expected ssh://[USER@]HOST[:PORT]/DATA_DIR");
        },
        "a tracker on another machine: ssh://[USER@]HOST[:PORT]/DATA_DIR");
    for (const auto* other : {"--socket", "--data-dir"})
      connect->excludes(app_.get_option(other));
  }

  void add_views() {
    auto& x = result_.request;
    add(app_, "status", "how the tracker is", verb::status);
    add(app_, "actors", "what each actor does; all swarms are one row", verb::actors)
        ->add_flag("--swarms", x.with_swarms, "and every swarm");
    auto* top = add(app_, "top", "status and actors, again and again", verb::top);
    top->add_option("--seconds", x.seconds, "between two looks")->check(CLI::Range(0.1, 3600.0));
    top->add_option("--rounds", x.rounds, "looks; 0: until Enter or Ctrl-C");
    auto* config = app_.add_subcommand("config", "the configuration");
    config->require_subcommand(1);
    add(*config, "show", "what holds, as a file", verb::config_show);
  }

  void add_lists() {
    add_limit(add(app_, "swarms", "seeders and leechers of each swarm", verb::swarms), "swarms");
    auto* swarm = add(app_, "swarm", "the peers of one swarm and their clients", verb::swarm);
    add_info_hash(swarm);
    add_limit(swarm, "peers");
    auto* peers = add(app_, "peers", "the swarms that peers of an address are in", verb::peers);
    add_address(peers->add_option("--address", result_.request.address, "ADDRESS"));
    add_limit(peers, "its peers in each swarm");
  }

  void add_log() {
    auto& x = result_.request;
    auto* log = add(app_, "log", "the last lines of the log", verb::log);
    log->add_flag("--follow", x.follow, "and those that come");
    log->add_option("--level", x.level, "of so much weight")->check(level());
    add(*log, "level", "log what has this weight from now on", verb::log_level)
        ->add_option("LEVEL", x.level, "debug, info, warning or error")
        ->required()
        ->check(level());
  }

  void add_changes() {
    auto& x = result_.request;
    add_info_hash(add(app_, "deny", "refuse a torrent", verb::deny));
    add_info_hash(add(app_, "allow", "admit a torrent", verb::allow));
    add(app_, "kick", "drop the peers of an address, or a swarm", verb::kick)
        ->add_option_function<std::string>(
            "ADDRESS|HASH", [this](const std::string& text) { read_victim(text); })
        ->required();
    auto* snapshot = app_.add_subcommand("snapshot", "what is kept of the swarms");
    snapshot->require_subcommand(1);
    add(*snapshot, "now", "write it now", verb::snapshot_now);
    add(app_, "backup", "copy the store to a folder", verb::backup)
        ->add_option(
            "DIR", x.folder,
            "a folder that does not exist yet; without, one below DATA_DIR/backups");
    auto* clock = app_.add_subcommand("clock", "the time of the tracker's machine");
    clock->require_subcommand(1);
    add(*clock, "trust", "it is right, although it is far from what was stored", verb::clock_trust);
    add(app_, "drain", "accept nobody, answer 503, end when idle", verb::drain);
    add(app_, "relay", "be the other end of --connect", verb::relay);
  }

  /// A folder is one of whoever types it, and the tracker may be somewhere else.
  /// @returns what is wrong with it.
  std::string complete_folder() {
    auto& folder = result_.request.folder;
    const std::filesystem::path typed{folder};
    if (folder.empty() || typed.is_absolute())
      return {};
    if (result_.remote)
      return "DIR is on the tracker's machine: expected an absolute path";
    folder = std::filesystem::absolute(typed).lexically_normal().string();
    return {};
  }

  static CLI::Validator level() {
    return CLI::IsMember({"debug", "info", "warning", "error"});
  }

  void add_limit(CLI::App* to, const std::string& what) {
    to->add_option("--limit", result_.request.limit, what + " that are listed at most; 0: all")
        ->capture_default_str();
  }

  void add_info_hash(CLI::App* to) {
    to->add_option_function<std::string>(
          "HASH",
          [this](const std::string& text) {
            if (!parse_hex(text, result_.request.info_hash))
              throw CLI::ValidationError("HASH", "expected 40 hexadecimal digits");
          },
          "info_hash of a torrent, 40 hexadecimal digits")
        ->required();
  }

  static void add_address(CLI::Option* option) {
    option->required()->check([](const std::string& text) {
      return address::parse(text) ? std::string{} : "expected an address";
    });
  }

  void read_victim(const std::string& text) {
    if (address::parse(text))
      result_.request.address = text;
    else if (!parse_hex(text, result_.request.info_hash))
      throw CLI::ValidationError("kick", "expected an address or 40 hexadecimal digits");
  }

  early_exit exit_of(const CLI::ParseError& error) {
    std::ostringstream help;
    if (error.get_exit_code() == 0) {
      app_.exit(error, help, help);
      return {exit_code::ok, help.str()};
    }
    std::string text = describe(error);
    std::replace_if(
        text.begin(), text.end(),
        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    return usage(text);
  }

  /// The command that was understood last.
  [[nodiscard]] const CLI::App& innermost() const {
    const CLI::App* result = &app_;
    while (!result->get_subcommands().empty())
      result = result->get_subcommands().front();
    return *result;
  }

  /// CLI11 does not name what it expected instead of an unknown word or of none.
  [[nodiscard]] std::string describe(const CLI::ParseError& error) const {
    const auto& last = innermost();
    auto rest = app_.remaining(true);
    std::erase(rest, "--");
    if (!rest.empty() && rest.front().starts_with('-'))
      return rest.front() + ": unknown option" + nearest(rest.front(), names_of_options(&last));
    const auto commands = names_of_commands(last);
    const auto code = static_cast<CLI::ExitCodes>(error.get_exit_code());
    if (commands.empty()
        || (code != CLI::ExitCodes::ExtrasError && code != CLI::ExitCodes::RequiredError))
      return error.what();
    const auto expected = ": expected " + joined(commands);
    return rest.empty() ? last.get_name() + expected
                        : rest.front() + expected + nearest(rest.front(), commands);
  }

  static early_exit usage(const std::string& text) {
    return {exit_code::usage, "musterctl: " + text + "; see musterctl --help\n"};
  }

  invocation result_;
  std::string data_dir_;
  CLI::App app_{"Operates a running musterd.", "musterctl"};
};

} // namespace

std::variant<invocation, early_exit>
parse_command_line(std::vector<std::string> words, const invocation& before) {
  return command_line{before}.parse(std::move(words));
}

std::vector<std::string> split(const std::string& line) {
  std::istringstream source{line};
  std::vector<std::string> result;
  for (std::string word; source >> word;)
    result.push_back(std::move(word));
  return result;
}

std::vector<std::string> command_names() {
  return command_line{{}}.names();
}

} // namespace muster::ctl
