// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <array>
#include <cstddef>
#include <fcntl.h>
#include <spawn.h>
#include <stdexcept>
#include <string>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

// Programs that a test starts, and what they write.
namespace muster::test {

/// The end to read from and the end to write to. No process that is started gets them by itself.
inline std::array<int, 2> make_pipe() {
  std::array<int, 2> result{};
  if (::pipe2(result.data(), O_CLOEXEC) != 0)
    throw std::runtime_error{"cannot make a pipe"};
  return result;
}

/// Starts a program and does not wait for anything.
/// @param input   where it reads from; `STDIN_FILENO`: from where this process does.
/// @param output  where it writes to, errors included.
inline pid_t
spawn(const std::string& program, std::vector<std::string> arguments, int input, int output) {
  arguments.insert(arguments.begin(), program);
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
  const int error =
      ::posix_spawn(&result, program.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    throw std::runtime_error{"cannot start " + program};
  return result;
}

/// Appends what can be read next.
/// @returns false at the end.
inline bool read_some(int from, std::string& text) {
  std::array<char, 4096> buffer;
  const auto size = ::read(from, buffer.data(), buffer.size());
  if (size > 0)
    text.append(buffer.data(), static_cast<std::size_t>(size));
  return size > 0;
}

/// How a process ended: its exit code, or minus the signal that ended it.
/// @param status  as `waitpid` tells it.
inline int exit_status_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

} // namespace muster::test
