// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "tests/support/ctl_process.hpp"

#include <array>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace muster::test {

namespace {

/// Far above what any answer takes.
constexpr int patience_milliseconds = 20'000;

std::array<int, 2> make_pipe() {
  std::array<int, 2> result{};
  if (::pipe2(result.data(), O_CLOEXEC) != 0)
    throw std::runtime_error{"cannot make a pipe"};
  return result;
}

pid_t spawn(std::vector<std::string> arguments, int input, int output) {
  arguments.insert(arguments.begin(), MUSTERCTL_PATH);
  std::vector<char*> argv;
  for (auto& argument : arguments)
    argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
  pid_t result = -1;
  const int error = ::posix_spawn(&result, MUSTERCTL_PATH, &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    throw std::runtime_error{std::string{"cannot start "} + MUSTERCTL_PATH};
  return result;
}

} // namespace

ctl_process::ctl_process(std::vector<std::string> arguments) {
  const auto [its_input, input] = make_pipe();
  const auto [output, its_output] = make_pipe();
  pid_ = spawn(std::move(arguments), its_input, its_output);
  ::close(its_input);
  ::close(its_output);
  input_ = input;
  output_ = output;
}

ctl_process::~ctl_process() {
  if (input_ >= 0)
    ::close(input_);
  ::close(output_);
  if (pid_ < 0)
    return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void ctl_process::type(const std::string& line) {
  const auto text = line + '\n';
  if (::write(input_, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    throw std::runtime_error{"musterctl does not read"};
}

bool ctl_process::says(const std::string& text) {
  while (text_.find(text) == std::string::npos)
    if (!read())
      return text_.find(text) != std::string::npos;
  return true;
}

std::optional<int> ctl_process::finish() {
  ::close(input_);
  input_ = -1;
  while (read()) {
  }
  pollfd ended{output_, 0, 0};
  if (::poll(&ended, 1, 0) != 1)
    return std::nullopt;
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

bool ctl_process::read() {
  pollfd readable{output_, POLLIN, 0};
  if (::poll(&readable, 1, patience_milliseconds) != 1)
    return false;
  std::array<char, 4096> buffer;
  const auto size = ::read(output_, buffer.data(), buffer.size());
  if (size > 0)
    text_.append(buffer.data(), static_cast<std::size_t>(size));
  return size > 0;
}

ctl_result run_musterctl(std::vector<std::string> arguments) {
  ctl_process process{std::move(arguments)};
  const auto code = process.finish();
  if (!code)
    throw std::runtime_error{"musterctl does not end; it said: " + process.output()};
  return {*code, process.output()};
}

} // namespace muster::test
