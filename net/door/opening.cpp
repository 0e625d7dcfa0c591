// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/door/opening.hpp"

#include "actors/log/log.hpp"

#include <cerrno>
#include <string>
#include <system_error>

namespace muster {

namespace {

/// Whether the error only means that this machine has no IPv6.
bool is_missing_family(const std::system_error& error) {
  return error.code().value() == EAFNOSUPPORT || error.code().value() == EADDRNOTAVAIL;
}

} // namespace

void open_each(
    std::span<const endpoint> endpoints, log& log,
    const std::function<void(const endpoint&)>& open) {
  for (const auto& at : endpoints)
    try {
      open(at);
    } catch (const std::system_error& error) {
      if (!is_missing_family(error) || endpoints.size() == 1)
        throw;
      log.write(log_level::warning, "skip_listener", {{"reason", error.what()}});
    }
}

void log_listening(log& log, std::string_view event, std::string_view scheme, const endpoint& at) {
  log.write(
      log_level::info, event,
      {{"address", to_string(at)},
       {"url", std::string{scheme} + "://" + to_string(at) + "/announce"}});
}

} // namespace muster
