// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "tests/support/scratch_folder.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace muster::test {

/// What came of a program that ran to its end.
struct ssh_result {
  int code;
  std::string output;
};

/// The account of whoever runs the test on a machine with an SSH server, and a key for it. While
/// this is there, `ssh` is one that knows both. The server is a real sshd that each connection
/// starts for itself behind a pipe: it has no port, and nobody else can reach it.
class ssh_account {
public:
  /// Nobody is let in yet.
  ssh_account();
  ~ssh_account();

  ssh_account(const ssh_account&) = delete;
  ssh_account& operator=(const ssh_account&) = delete;

  /// Lets the key in.
  /// @param restrictions  in front of it, as in authorized_keys.
  void authorize(const std::string& restrictions) const;

  /// Lets another key in, and not this one.
  void authorize_another() const;

  /// Makes the server another one than that which `ssh` knows.
  void change_host_key() const;

  /// Has `ssh` look for the machine at a port of loopback instead.
  void move_to(std::uint16_t port) const;

  /// Folders in which the account finds programs.
  void set_path(const std::string& folders) const;

  /// What musterctl calls the tracker in this folder.
  static std::string name_of(const std::string& data_dir);

  /// The arguments of `ssh` that name the machine.
  static constexpr std::string_view machine = "tracker.example";

  /// The `ssh` that knows the account.
  [[nodiscard]] std::string program() const {
    return folder_.path("ssh");
  }

  /// Runs it to its end, without input.
  [[nodiscard]] ssh_result run(std::vector<std::string> arguments) const;

private:
  void make_key(const std::string& name) const;
  void write_client(const std::string& way) const;

  scratch_folder folder_;
  std::string former_path_;
};

} // namespace muster::test
