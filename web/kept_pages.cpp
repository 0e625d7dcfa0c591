// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "web/kept_pages.hpp"

#include <algorithm>
#include <utility>

namespace muster {

bool kept_pages::answer(const key& x, promise& who, time_point now) {
  forget(now);
  if (const auto i = std::ranges::find(made_, x, &made_page::what); i != made_.end()) {
    who.deliver(i->made);
    return true;
  }
  const auto i = std::ranges::find(begun_, x, &begun_page::what);
  if (i == begun_.end())
    return false;
  i->waiting.push_back(who);
  return true;
}

std::size_t kept_pages::being_made_for(const address& source) const noexcept {
  return static_cast<std::size_t>(std::ranges::count(begun_, source, &begun_page::source));
}

void kept_pages::begin(const key& x, promise who, const address& source) {
  begun_.push_back({x, source, {std::move(who)}});
}

bool kept_pages::finish(const key& x, const page& made, time_point now) {
  const auto i = std::ranges::find(begun_, x, &begun_page::what);
  for (auto& who : i->waiting)
    who.deliver(made);
  begun_.erase(i);
  if (made.status != 200)
    return false;
  if (made_.size() == kept_max)
    made_.erase(made_.begin());
  made_.push_back({x, made, now + lifetime});
  return true;
}

void kept_pages::forget(time_point now) {
  std::erase_if(made_, [now](const made_page& x) { return x.kept_until <= now; });
}

} // namespace muster
