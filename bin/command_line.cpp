// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/command_line.hpp"

#include "bin/build_description.hpp"
#include "bin/default_configuration.hpp"
#include "conf/nearest_word.hpp"
#include "storage/access_list.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iostream>

// The only source that includes CLI11.
#include <CLI/CLI.hpp>

namespace muster {

namespace {

using words = std::vector<std::string>;

constexpr int exit_mistake = 2;

// -- overrides ------------------------------------------------------------------------------------

option_value read_text(const words& given) {
  return {given.front(), {}};
}

/// What is no number is left for the option to refuse.
option_value read_number(const words& given) {
  const auto& text = given.front();
  std::int64_t number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || rest != text.data() + text.size())
    return {};
  return {number, {}};
}

option_value read_list(const words& given) {
  option_value::list items;
  for (const auto& x : given)
    items.push_back({x, {}});
  return {std::move(items), {}};
}

/// An option of the file that can be given on the command line as well.
struct override_flag {
  const char* flag;
  std::string_view key;
  const char* placeholder;
  const char* explanation;
  bool repeatable;
  option_value (*read)(const words&);
};

constexpr std::array<override_flag, 4> override_flags{{
    {"--listen", "http.listeners", "ADDRESS:PORT",
     "serve HTTP and UDP here, instead of all listeners of the file; [::1]:PORT for IPv6; may be "
     "repeated",
     true, read_list},
    {"--data-dir", "data_dir", "DIR", "let relative paths start here", false, read_text},
    {"--log-level", "log.level", "LEVEL", "debug, info, warning or error", false, read_text},
    {"--reactors", "reactors", "N", "threads that serve; 0: one per core", false, read_number},
}};

// -- results --------------------------------------------------------------------------------------

/// Makes an error one line, whatever arguments and file names hold.
early_exit mistake(std::string text) {
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
  return {exit_mistake, text + '\n'};
}

early_exit mistake_with(const std::string& argument, std::string_view what) {
  return mistake("musterd: " + argument + ": " + std::string{what});
}

/// What `--check-config` says about a configuration that could be read: the files it names may be
/// wrong as well.
early_exit check(const invocation& x) {
  access_lists ignored;
  const auto& [allow_list, deny_list, ports, sources] = x.configuration.admission;
  if (const auto error = load_access_lists(allow_list, deny_list, ignored))
    return mistake(error->message);
  const auto& path = x.configuration_path;
  return {0, (path.empty() ? "the default configuration" : path) + ": no mistakes\n"};
}

// -- parsing --------------------------------------------------------------------------------------

/// The command line as CLI11 knows it. Values stay strings; the table of options reads them.
class command_line {
public:
  command_line() {
    app_.set_help_flag("-h,--help", "print this and exit")->disable_flag_override();
    app_.set_version_flag("--version", build_description(), "print the version and exit")
        ->disable_flag_override();
    config_ = add("--config", "FILE", "read the configuration from this file");
    check_ = add_flag("--check-config", "say what is wrong with the configuration and exit");
    print_ =
        add_flag("--print-default-config", "print the defaults, each option explained, and exit");
    for (const auto& x : override_flags)
      overrides_.push_back(add(x.flag, x.placeholder, x.explanation));
    app_.allow_extras();
    app_.footer("Options of the command line win over the file, and the file over the defaults.\n"
                "\n"
                "Exit codes: 0 stopped and everything saved, 1 the start failed, 2 wrong options "
                "or lists,\n"
                "3 stopped, but not everything could be saved.");
  }

  std::variant<invocation, early_exit> parse(words arguments) {
    std::reverse(arguments.begin(), arguments.end());
    try {
      app_.parse(std::move(arguments));
    } catch (const CLI::CallForHelp&) {
      return early_exit{0, app_.help()};
    } catch (const CLI::CallForVersion& version) {
      return early_exit{0, std::string{version.what()} + '\n'};
    } catch (const CLI::ArgumentMismatch& error) {
      return mistake_in_count(error.what());
    } catch (const CLI::ParseError& error) {
      return mistake(std::string{"musterd: "} + error.what());
    }
    return interpret();
  }

private:
  /// CLI11 takes literal texts for something else.
  CLI::Option* add_flag(const std::string& flag, const std::string& text) {
    return app_.add_flag(flag, text)->disable_flag_override();
  }

  /// Keeps all values, so that one too many can be told from one that is right.
  CLI::Option* add(const std::string& flag, const char* placeholder, const std::string& text) {
    const auto nothing = [](const words&) {
    };
    auto* result = app_.add_option_function<words>(flag, nothing, text);
    return result->type_name(placeholder)->expected(1)->take_all()->allow_extra_args(false);
  }

  /// @param text  of CLI11, which begins with the option, flags without their dashes.
  static early_exit mistake_in_count(const std::string& text) {
    const auto option = text.substr(0, text.find_first_of(": "));
    return option.starts_with('-') ? mistake_with(option, "expected a value")
                                   : mistake_with("--" + option, "expected no value");
  }

  std::variant<invocation, early_exit> interpret() {
    if (const auto rest = app_.remaining(); !rest.empty())
      return unexpected(rest.front());
    if (print_->count() > 0)
      return early_exit{0, std::string{default_configuration_text()}};
    if (auto error = check_counts())
      return std::move(*error);
    auto result = load();
    const auto* loaded = std::get_if<invocation>(&result);
    return loaded != nullptr && check_->count() > 0 ? check(*loaded) : result;
  }

  early_exit unexpected(const std::string& argument) {
    if (!argument.starts_with('-'))
      return mistake_with(argument, "expected an option; see musterd --help");
    words names;
    for (const auto* x : app_.get_options())
      names.push_back("--" + x->get_lnames().front());
    const std::vector<std::string_view> known(names.begin(), names.end());
    const auto flag = argument.substr(0, argument.find('='));
    return mistake_with(
        flag, "unknown option; the nearest is " + std::string{nearest_word(flag, known)});
  }

  [[nodiscard]] std::optional<early_exit> check_counts() const {
    if (config_->count() > 1)
      return mistake_with("--config", "expected once");
    for (std::size_t i = 0; i < override_flags.size(); ++i)
      if (!override_flags[i].repeatable && overrides_[i]->count() > 1)
        return mistake_with(override_flags[i].flag, "expected once");
    return std::nullopt;
  }

  [[nodiscard]] std::variant<invocation, early_exit> load() const {
    invocation result;
    if (config_->count() > 0)
      result.configuration_path = config_->results().front();
    if (config_->count() > 0 && result.configuration_path.empty())
      return mistake_with("--config", "expected a path");
    for (std::size_t i = 0; i < override_flags.size(); ++i)
      if (const auto& [flag, key, placeholder, text, repeatable, read] = override_flags[i];
          overrides_[i]->count() > 0)
        result.overrides.push_back({flag, key, read(overrides_[i]->results())});
    // UDP is served where HTTP is.
    if (overrides_.front()->count() > 0)
      result.overrides.push_back({"--listen", "udp.listeners", read_list({})});
    auto loaded = load_configuration(result.configuration_path, result.overrides);
    if (const auto* error = std::get_if<configuration_error>(&loaded))
      return mistake(error->message);
    result.configuration = std::get<configuration>(std::move(loaded));
    return result;
  }

  CLI::App app_{"A BitTorrent tracker.", "musterd"};
  CLI::Option* config_ = nullptr;
  CLI::Option* check_ = nullptr;
  CLI::Option* print_ = nullptr;
  /// In the order of `override_flags`.
  std::vector<CLI::Option*> overrides_;
};

} // namespace

std::variant<invocation, early_exit> parse_command_line(int argc, const char* const* argv) {
  return command_line{}.parse(argc > 1 ? words(argv + 1, argv + argc) : words{});
}

int finish(const early_exit& x) {
  (x.code == 0 ? std::cout : std::cerr) << x.text << std::flush;
  return x.code;
}

std::variant<reloaded_configuration, configuration_error>
reload(const invocation& x, const configuration& running) {
  return reload_configuration(x.configuration_path, x.overrides, running);
}

} // namespace muster
