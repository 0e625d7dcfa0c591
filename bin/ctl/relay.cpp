// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/ctl/relay.hpp"

#include "bin/ctl/tracker_socket.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <ostream>
#include <poll.h>
#include <string_view>
#include <unistd.h>
#include <variant>

namespace muster::ctl {

namespace {

constexpr std::size_t buffer_bytes = std::size_t{64} << 10;

using buffer = std::array<char, buffer_bytes>;

void wait_for(int descriptor, short events) {
  pollfd ready{descriptor, events, 0};
  ::poll(&ready, 1, -1);
}

bool is_for_now(int error) {
  return error == EAGAIN || error == EINTR;
}

/// @returns false if nobody takes it.
bool write_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto size = ::write(to, bytes.data(), bytes.size());
    if (size >= 0)
      bytes.remove_prefix(static_cast<std::size_t>(size));
    else if (is_for_now(errno))
      wait_for(to, POLLOUT);
    else
      return false;
  }
  return true;
}

/// Passes on what is there.
/// @returns false at the end of either side.
bool pass(int from, int to, buffer& bytes) {
  const auto size = ::read(from, bytes.data(), bytes.size());
  if (size < 0)
    return is_for_now(errno);
  return size > 0 && write_all(to, {bytes.data(), static_cast<std::size_t>(size)});
}

/// @returns whether the operator has ended it; else it was the tracker.
bool pass_until_end(int socket, int input, int output, bool& was_let_in) {
  buffer bytes;
  std::array<pollfd, 2> readable{pollfd{input, POLLIN, 0}, pollfd{socket, POLLIN, 0}};
  while (true) {
    ::poll(readable.data(), readable.size(), -1);
    if (readable[0].revents != 0 && !pass(input, socket, bytes))
      return true;
    if (readable[1].revents == 0)
      continue;
    if (!pass(socket, output, bytes))
      return false;
    was_let_in = true;
  }
}

} // namespace

exit_code relay(const std::string& socket, int input, int output, std::ostream& err) {
  // Whoever goes away is noticed by what cannot be written.
  std::signal(SIGPIPE, SIG_IGN);
  const auto connected = connect_to_tracker(socket);
  if (const auto* error = std::get_if<attach_error>(&connected)) {
    err << "musterctl: " << error->message << std::endl;
    return exit_code::not_connected;
  }
  const int to = std::get<int>(connected);
  bool was_let_in = false;
  const bool is_done = pass_until_end(to, input, output, was_let_in);
  ::close(to);
  if (is_done)
    return exit_code::ok;
  if (!was_let_in)
    err << "musterctl: " << socket << ": turned away; the log of the tracker says why" << std::endl;
  return exit_code::not_connected;
}

} // namespace muster::ctl
