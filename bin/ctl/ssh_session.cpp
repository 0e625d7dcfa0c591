// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/ctl/ssh_session.hpp"

#include "bin/ctl/request.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace muster::ctl {

namespace {

/// More than the two minutes in which an sshd wants to know who somebody is (LoginGraceTime).
constexpr int login_milliseconds_max = 150'000;

/// Exit codes that are not those of musterctl.
constexpr int of_ssh = 255;
constexpr int of_shell_without_program = 127;

/// Starts a program that reads from and writes to `socket`.
/// @returns 0, or why that cannot be.
int start(std::vector<std::string> words, int socket, pid_t& pid) {
  std::vector<char*> argv;
  for (auto& word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, socket, STDOUT_FILENO);
  const int error = ::posix_spawnp(&pid, argv.front(), &actions, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  return error;
}

std::string reason_of(int status) {
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  if (code == static_cast<int>(exit_code::not_connected))
    return "no tracker there";
  if (code == of_ssh)
    return "ssh could not connect";
  if (code == of_shell_without_program)
    return "no musterctl there";
  return "no answer";
}

} // namespace

ssh_session::ssh_session(const remote_tracker& to) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    throw std::system_error{errno, std::generic_category(), to.name};
  const int error = start(ssh_command(to), ends[1], pid_);
  ::close(ends[1]);
  socket_ = ends[0];
  if (error == 0)
    return;
  ::close(socket_);
  throw std::system_error{error, std::generic_category(), to.name + ": cannot start ssh"};
}

ssh_session::~ssh_session() {
  static_cast<void>(end());
}

bool ssh_session::is_answered() const {
  pollfd readable{socket_, POLLIN, 0};
  char first = 0;
  return ::poll(&readable, 1, login_milliseconds_max) == 1
         && ::recv(socket_, &first, 1, MSG_PEEK) == 1;
}

int ssh_session::release() noexcept {
  return std::exchange(socket_, -1);
}

std::string ssh_session::end() {
  // Without a reader it ends by itself if the network works. It may be about to do so and to tell
  // why; only one that hangs is told to.
  if (socket_ >= 0) {
    pollfd closed{socket_, POLLIN, 0};
    if (::poll(&closed, 1, 0) != 1)
      ::kill(pid_, SIGTERM);
    ::close(release());
  } else if (pid_ >= 0) {
    ::kill(pid_, SIGTERM);
  }
  int status = 0;
  if (pid_ >= 0)
    ::waitpid(std::exchange(pid_, -1), &status, 0);
  return reason_of(status);
}

} // namespace muster::ctl
