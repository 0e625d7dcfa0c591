// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "tests/support/ssh_account.hpp"

#include "tests/support/spawning.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>

namespace muster::test {

namespace {

ssh_result run_program(const std::string& program, std::vector<std::string> arguments) {
  const auto [output, its_output] = make_pipe();
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const auto pid = spawn(program, std::move(arguments), nothing, its_output);
  ::close(nothing);
  ::close(its_output);
  std::string text;
  while (read_some(output, text)) {
  }
  ::close(output);
  int status = 0;
  ::waitpid(pid, &status, 0);
  return {exit_status_of(status), text};
}

std::string first_line(const std::string& path) {
  return lines_of(path).at(0);
}

} // namespace

ssh_account::ssh_account() : former_path_(std::getenv("PATH")) {
  // Where sshd parts with root's rights. It insists on this folder if it is root.
  if (::geteuid() == 0)
    std::filesystem::create_directory("/run/sshd");
  for (const std::string name : {"host_key", "key", "another_key"})
    make_key(name);
  const auto known = std::string{machine} + ' ' + first_line(folder_.path("host_key.pub")) + '\n';
  static_cast<void>(folder_.write("known_hosts", known));
  static_cast<void>(folder_.write("authorized_keys", ""));
  set_path("/usr/bin:/bin");
  write_client("ProxyCommand " SSHD_PATH " -i -f " + folder_.path("sshd_config"));
  const auto config = folder_.path("ssh_config");
  static_cast<void>(
      folder_.write("ssh", "#!/bin/sh\nexec " SSH_PATH " -F " + config + " \"$@\"\n"));
  ::chmod(program().c_str(), S_IRWXU);
  ::setenv("PATH", (folder_.path("") + ':' + former_path_).c_str(), 1);
}

ssh_account::~ssh_account() {
  ::setenv("PATH", former_path_.c_str(), 1);
}

void ssh_account::make_key(const std::string& name) const {
  const auto path = folder_.path(name);
  const auto made = run_program(SSH_KEYGEN_PATH, {"-q", "-t", "ed25519", "-N", "", "-f", path});
  if (made.code != 0)
    throw std::runtime_error{"ssh-keygen: " + made.output};
}

void ssh_account::write_client(const std::string& way) const {
  static_cast<void>(folder_.write(
      "ssh_config", "BatchMode yes\nIdentitiesOnly yes\nStrictHostKeyChecking yes\nHostKeyAlias "
                        + std::string{machine} + "\nIdentityFile " + folder_.path("key")
                        + "\nUserKnownHostsFile " + folder_.path("known_hosts") + '\n' + way
                        + '\n'));
}

void ssh_account::set_path(const std::string& folders) const {
  static_cast<void>(folder_.write(
      "sshd_config", "LogLevel QUIET\nUsePAM no\nPasswordAuthentication no\nStrictModes no\n"
                     "HostKey "
                         + folder_.path("host_key") + "\nAuthorizedKeysFile "
                         + folder_.path("authorized_keys") + "\nSetEnv PATH=" + folders + '\n'));
}

void ssh_account::authorize(const std::string& restrictions) const {
  static_cast<void>(folder_.write(
      "authorized_keys", restrictions + ' ' + first_line(folder_.path("key.pub")) + '\n'));
}

void ssh_account::authorize_another() const {
  static_cast<void>(
      folder_.write("authorized_keys", first_line(folder_.path("another_key.pub")) + '\n'));
}

void ssh_account::change_host_key() const {
  std::filesystem::copy_file(
      folder_.path("another_key"), folder_.path("host_key"),
      std::filesystem::copy_options::overwrite_existing);
}

void ssh_account::move_to(std::uint16_t port) const {
  write_client("HostName 127.0.0.1\nPort " + std::to_string(port));
}

std::string ssh_account::name_of(const std::string& data_dir) {
  return "ssh://" + std::string{machine} + data_dir;
}

ssh_result ssh_account::run(std::vector<std::string> arguments) const {
  return run_program(program(), std::move(arguments));
}

} // namespace muster::test
