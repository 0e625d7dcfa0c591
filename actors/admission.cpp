// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/admission.hpp"

#include <utility>

namespace muster {

admission::admission(const admission_settings& settings, std::shared_ptr<const access_lists> lists)
    : denied_sources_(settings.denied_sources), lists_(std::move(lists)) {
  for (const auto port : settings.denied_ports)
    denied_ports_.set(port);
}

void admission::lists(std::shared_ptr<const access_lists> x) noexcept {
  lists_ = std::move(x);
}

refusal admission::check(const announce_request& request) const {
  if (is_scoped(request.source))
    return refusal::scoped_source;
  if (contains(denied_sources_, request.source))
    return refusal::denied_source;
  if (denied_ports_[request.port])
    return refusal::denied_port;
  return lists_->admits(request.info_hash) ? refusal::none : refusal::unregistered_torrent;
}

} // namespace muster
