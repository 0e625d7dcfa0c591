// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/ctl/prompt.hpp"

#include "bin/ctl/commands.hpp"
#include "bin/ctl/interrupt.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <optional>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

// libedit in the form that GNU's readline has made usual.
#include <editline/readline.h>

namespace muster::ctl {

namespace {

constexpr const char* prompt_text = "muster> ";

/// libedit's hooks are functions without an argument of ours.
connection* watched = nullptr;

/// Where lines are remembered; empty: nowhere.
std::string history_path() {
  const auto* home = std::getenv("HOME");
  return home == nullptr ? "" : std::string{home} + "/.musterctl_history";
}

char* next_match(const char* text, int state) {
  static std::vector<std::string> names;
  static std::size_t next = 0;
  if (state == 0) {
    names = command_names();
    names.insert(names.end(), {"help", "quit"});
    next = 0;
  }
  while (next < names.size())
    if (const auto& name = names[next++]; name.starts_with(text))
      return ::strdup(name.c_str());
  return nullptr;
}

/// Called again and again while nobody types.
int watch_tracker() {
  pollfd readable{STDIN_FILENO, POLLIN, 0};
  constexpr int milliseconds = 100;
  if (::poll(&readable, 1, milliseconds) != 0 || !watched->is_attached())
    return 0;
  if (!watched->stays_for(std::chrono::milliseconds{0})) {
    std::cerr << "\nmusterctl: the tracker has gone; the next command attaches again" << std::endl;
    rl_forced_update_display();
  }
  return 0;
}

/// Lines from a terminal, with history and completion.
class terminal {
public:
  explicit terminal(connection& to) : path_(history_path()) {
    watched = &to;
    ::umask(0077); // what operators type is theirs
    using_history();
    rl_completion_entry_function = next_match;
    rl_event_hook = watch_tracker;
    if (!path_.empty())
      read_history(path_.c_str());
  }

  ~terminal() {
    if (!path_.empty())
      write_history(path_.c_str());
  }

  terminal(const terminal&) = delete;
  terminal& operator=(const terminal&) = delete;

  static std::optional<std::string> read() {
    const std::unique_ptr<char, decltype(&std::free)> line{readline(prompt_text), std::free};
    if (!line)
      return std::nullopt;
    if (*line != '\0')
      add_history(line.get());
    return line.get();
  }

private:
  std::string path_;
};

/// Lines from a file or a pipe.
struct plain_input {
  static std::optional<std::string> read() {
    std::string line;
    return std::getline(std::cin, line) ? std::optional{line} : std::nullopt;
  }
};

exit_code run_line(std::vector<std::string> words, const invocation& from, connection& to) {
  if (words.front() == "help")
    words = {"--help"};
  const auto parsed = parse_command_line(std::move(words), from);
  if (const auto* exit = std::get_if<early_exit>(&parsed)) {
    (exit->code == exit_code::ok ? std::cout : std::cerr) << exit->text << std::flush;
    return exit->code;
  }
  const auto& request = std::get<invocation>(parsed).request;
  std::optional<interruptible> command;
  if (::isatty(STDIN_FILENO) == 1)
    command.emplace();
  return request.verb == verb::prompt ? exit_code::ok : run(request, to, std::cout, std::cerr);
}

template <class Input>
exit_code run_lines(Input& input, const invocation& from, connection& to) {
  auto result = exit_code::ok;
  while (const auto line = input.read()) {
    auto words = split(*line);
    if (words.empty())
      continue;
    if (words.front() == "quit" || words.front() == "exit")
      break;
    // What happened while nobody asked.
    if (to.is_attached() && !to.stays_for(std::chrono::milliseconds{0}))
      std::cerr << "musterctl: the tracker has gone; attaching again" << std::endl;
    result = std::max(result, run_line(std::move(words), from, to));
  }
  return result;
}

} // namespace

exit_code run_prompt(const invocation& from, connection& to) {
  if (const auto why = to.attach()) {
    std::cerr << "musterctl: " << why->reason << std::endl;
    return exit_code::not_connected;
  }
  if (::isatty(STDIN_FILENO) == 1) {
    terminal input{to};
    return run_lines(input, from, to);
  }
  plain_input input;
  return run_lines(input, from, to);
}

} // namespace muster::ctl
