// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace muster::test {

/// Runs `f` in a process of its own, which inherits no threads: what needs those of a store that
/// was opened before would wait for ever.
/// @returns what `f` returned, or -1 if the process ended otherwise.
template <class F>
int in_child(F f) {
  const auto child = ::fork();
  if (child == 0)
    ::_exit(f());
  int status = -1;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// From now on no file of this process grows beyond `bytes`, as if the disk were full. For
/// processes of their own only.
inline void limit_files(rlim_t bytes) {
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = bytes;
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

inline void lift_limit_of_files() {
  limit_files(RLIM_INFINITY);
}

} // namespace muster::test
