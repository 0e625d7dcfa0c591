// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/ctl/tracker_socket.hpp"

#include "net/operator_socket.hpp"

#include <system_error>

namespace muster::ctl {

namespace {

/// Completes "expected …".
std::string expected_instead_of(const std::error_code& x) {
  if (x == std::errc::permission_denied)
    return "to run as root or as the user of musterd";
  return "a running musterd: start it, or say with --data-dir or --socket where it is";
}

} // namespace

std::variant<int, attach_error> connect_to_tracker(const std::string& path) {
  try {
    return connect_to_operator_socket(path);
  } catch (const std::system_error& error) {
    const auto& why = error.code();
    return attach_error{
        path + ": no tracker answers there: " + why.message() + "; expected "
        + expected_instead_of(why)};
  }
}

} // namespace muster::ctl
