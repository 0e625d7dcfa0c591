// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "tests/support/tracker_process.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace muster::test {

namespace {

using clock = std::chrono::steady_clock;

/// Far above what any step takes; a test that hangs still ends.
constexpr std::chrono::seconds patience{20};

constexpr std::chrono::milliseconds poll_time{50};

pid_t spawn(std::vector<std::string> arguments, int output) {
  arguments.insert(arguments.begin(), MUSTERD_PATH);
  std::vector<char*> argv;
  for (auto& argument : arguments)
    argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
  pid_t result = -1;
  const int error = ::posix_spawn(&result, MUSTERD_PATH, &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    throw std::runtime_error{std::string{"cannot start "} + MUSTERD_PATH};
  return result;
}

bool has_all(const std::string& line, const std::vector<std::string>& words) {
  return std::all_of(words.begin(), words.end(), [&](const std::string& word) {
    return line.find(word) != std::string::npos;
  });
}

bool has_line(const std::string& text, const std::vector<std::string>& words) {
  std::size_t begin = 0;
  for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
    if (has_all(text.substr(begin, end - begin), words))
      return true;
    begin = end + 1;
  }
  return false;
}

/// The addresses of `event=listen address=…` lines.
std::vector<endpoint> listening_at(const std::string& text) {
  std::vector<endpoint> result;
  const std::string key = "event=listen address=";
  for (auto at = text.find(key); at != std::string::npos; at = text.find(key, at + 1)) {
    const auto begin = at + key.size();
    if (const auto found = parse_endpoint(text.substr(begin, text.find(' ', begin) - begin)))
      result.push_back(*found);
  }
  return result;
}

} // namespace

tracker_process::tracker_process(std::vector<std::string> arguments) {
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0)
    throw std::runtime_error{"cannot make a pipe"};
  output_ = pipe[0];
  if (std::find(arguments.begin(), arguments.end(), "--data-dir") == arguments.end())
    arguments.insert(arguments.end(), {"--data-dir", data_dir()});
  pid_ = spawn(std::move(arguments), pipe[1]);
  ::close(pipe[1]);
}

tracker_process::~tracker_process() {
  if (!ended_) {
    signal(SIGKILL);
    wait_for_end(patience);
  }
  ::close(output_);
}

std::vector<endpoint> tracker_process::wait_until_ready(std::size_t listeners) {
  if (!wait_for_line({"event=start "}) || listening_at(text_).size() != listeners)
    throw std::runtime_error{"musterd is not ready; it said: " + text_};
  return listening_at(text_);
}

bool tracker_process::wait_for_line(const std::vector<std::string>& words) {
  const auto deadline = clock::now() + patience;
  while (!has_line(text_, words))
    if (clock::now() > deadline || !read_output(poll_time))
      return has_line(text_, words);
  return true;
}

void tracker_process::signal(int number) const {
  ::kill(pid_, number);
}

std::optional<exit_status> tracker_process::wait_for_end(std::chrono::seconds at_most) {
  const auto deadline = clock::now() + at_most;
  while (!ended_ && clock::now() <= deadline) {
    read_output(poll_time);
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_)
      ended_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  return ended_;
}

const std::string& tracker_process::output() {
  while (read_output(std::chrono::milliseconds{0})) {
  }
  return text_;
}

bool tracker_process::read_output(std::chrono::milliseconds at_most) {
  pollfd readable{output_, POLLIN, 0};
  if (::poll(&readable, 1, static_cast<int>(at_most.count())) == 0)
    return at_most.count() > 0;
  std::array<char, 4096> buffer;
  const auto size = ::read(output_, buffer.data(), buffer.size());
  if (size > 0)
    text_.append(buffer.data(), static_cast<std::size_t>(size));
  return size > 0;
}

finished_process run_musterd(std::vector<std::string> arguments) {
  tracker_process process{std::move(arguments)};
  const auto status = process.wait_for_end(patience);
  if (!status)
    throw std::runtime_error{"musterd does not end; it said: " + process.output()};
  return {*status, process.output()};
}

} // namespace muster::test
