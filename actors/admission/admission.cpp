// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/admission/admission.hpp"

#include <utility>

namespace muster {

admission::admission(const admission_settings& settings, std::shared_ptr<const access_lists> lists)
    : denied_sources_(settings.denied_sources), lists_(std::move(lists)) {
  // Clients that accept no connections announce 0, or 1 where a port has to be more.
  hidden_ports_.set(0);
  hidden_ports_.set(1);
  for (const auto port : settings.denied_ports)
    hidden_ports_.set(port);
}

void admission::lists(std::shared_ptr<const access_lists> x) noexcept {
  lists_ = std::move(x);
}

refusal admission::check(const announce_request& request) const {
  if (is_scoped(request.source))
    return refusal::scoped_source;
  if (contains(denied_sources_, request.source))
    return refusal::denied_source;
  return lists_->admits(request.info_hash) ? refusal::none : refusal::unregistered_torrent;
}

} // namespace muster
