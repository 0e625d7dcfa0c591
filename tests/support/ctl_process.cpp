// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "tests/support/ctl_process.hpp"

#include "tests/support/spawning.hpp"

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdexcept>
#include <unistd.h>
#include <utility>

namespace muster::test {

namespace {

/// Far above what any answer takes.
constexpr int patience_milliseconds = 20'000;

/// @returns a terminal, and who types there.
std::array<int, 2> make_terminal() {
  const int typist = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (typist < 0 || ::grantpt(typist) != 0 || ::unlockpt(typist) != 0)
    throw std::runtime_error{"no terminal"};
  const int terminal = ::open(::ptsname(typist), O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (terminal < 0)
    throw std::runtime_error{"no terminal"};
  return {terminal, typist};
}

} // namespace

ctl_process::ctl_process(std::vector<std::string> arguments, input_kind from) {
  const auto [its_input, input] = from == input_kind::pipe ? make_pipe() : make_terminal();
  const auto [output, its_output] = make_pipe();
  pid_ = spawn(MUSTERCTL_PATH, std::move(arguments), its_input, its_output);
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

void ctl_process::interrupt() const {
  ::kill(pid_, SIGINT);
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
  return exit_status_of(status);
}

bool ctl_process::read() {
  pollfd readable{output_, POLLIN, 0};
  if (::poll(&readable, 1, patience_milliseconds) != 1)
    return false;
  return read_some(output_, text_);
}

ctl_result run_musterctl(std::vector<std::string> arguments) {
  ctl_process process{std::move(arguments)};
  const auto code = process.finish();
  if (!code)
    throw std::runtime_error{"musterctl does not end; it said: " + process.output()};
  return {*code, process.output()};
}

} // namespace muster::test
