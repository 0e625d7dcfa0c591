// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <string>
#include <string_view>
#include <sys/types.h>

namespace muster {

/// Name of the operators' socket in the data directory.
inline constexpr std::string_view operator_socket_name = "operator.sock";

/// Who has connected, as the kernel says it.
struct operator_identity {
  uid_t user = 0;
  pid_t process = 0;

  /// Whether muster lets them operate it: those who could stop it or read its memory anyway.
  [[nodiscard]] bool is_trusted() const noexcept;
};

/// @returns nothing trusted if the kernel does not say.
[[nodiscard]] operator_identity identity_of_peer(int socket) noexcept;

/// The Unix socket at which musterd listens for operators: a file with mode 0600 that goes away
/// with this.
class operator_socket {
public:
  /// Listens. A file that a musterd left behind when it crashed is replaced; one at which somebody
  /// listens never is. Waits a second at most for others that have locked the folder.
  /// @throws std::system_error that names the path, if that cannot be.
  explicit operator_socket(std::string path);
  ~operator_socket();

  operator_socket(const operator_socket&) = delete;
  operator_socket& operator=(const operator_socket&) = delete;

  /// Gives the descriptor away; whoever gets it closes it.
  [[nodiscard]] int release() noexcept;

  /// Whether the file is still the one that this has made.
  [[nodiscard]] bool is_in_place() const noexcept;

private:
  std::string path_;
  int descriptor_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

/// Connects to a musterd.
/// @returns the descriptor, which the caller closes.
/// @throws std::system_error that names the path, if nobody listens there.
[[nodiscard]] int connect_to_operator_socket(const std::string& path);

} // namespace muster
