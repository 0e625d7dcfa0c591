// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/ctl/remote_tracker.hpp"

#include <string>
#include <sys/types.h>

namespace muster::ctl {

/// An `ssh` that joins a socket of this process with that of a tracker on another machine. It ends
/// with this, and when the socket is closed.
class ssh_session {
public:
  /// Starts it and does not wait for anything.
  /// @throws std::system_error if there is no ssh.
  explicit ssh_session(const remote_tracker& to);
  ~ssh_session();

  ssh_session(const ssh_session&) = delete;
  ssh_session& operator=(const ssh_session&) = delete;

  /// Waits for the tracker's first byte while somebody may be typing a password, but not for ever.
  /// @returns false if there is none.
  [[nodiscard]] bool is_answered() const;

  /// Gives the socket away; whoever gets it closes it.
  [[nodiscard]] int release() noexcept;

  /// Ends it.
  /// @returns why it has had no answer, in a few words. ssh itself has said more.
  [[nodiscard]] std::string end();

private:
  int socket_ = -1;
  pid_t pid_ = -1;
};

} // namespace muster::ctl
