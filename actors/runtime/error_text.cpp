// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/runtime/error_text.hpp"

#include <caf/error.hpp>
#include <caf/exit_reason.hpp>
#include <caf/message.hpp>
#include <caf/sec.hpp>

namespace muster {

std::string error_text(const caf::error& x) {
  if (!x)
    return "it ended";
  if (x.context().match_elements<std::string>())
    return x.context().get_as<std::string>(0);
  if (x == caf::exit_reason::kill)
    return "it was ended";
  if (x == caf::exit_reason::unhandled_exception || x == caf::sec::runtime_error)
    return "it met an error that it does not know";
  if (x == caf::sec::request_timeout)
    return "there was no answer in time";
  if (x == caf::sec::request_receiver_down || x == caf::sec::unexpected_response)
    return "whoever was asked failed before the answer; try again";
  return "it failed with code " + std::to_string(x.code());
}

} // namespace muster
