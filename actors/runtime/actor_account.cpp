// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/runtime/actor_account.hpp"

#include <algorithm>
#include <unistd.h>

namespace muster {

void actor_account::note_thread() noexcept {
  // Asked once per thread, because it is a system call.
  static thread_local const int number = ::gettid();
  thread_.store(number, std::memory_order_relaxed);
}

std::shared_ptr<actor_account> actor_accounts::open(std::string kind, std::string place) {
  const std::lock_guard guard{mutex_};
  std::uint32_t restarts = 0;
  const auto is_former = [&](const auto& x) {
    return x->is_closed() && x->kind() == kind && x->place() == place;
  };
  const auto former = std::find_if(accounts_.begin(), accounts_.end(), is_former);
  if (former != accounts_.end()) {
    restarts = (*former)->restarts() + 1;
    accounts_.erase(former);
  }
  accounts_.push_back(std::make_shared<actor_account>(std::move(kind), std::move(place), restarts));
  return accounts_.back();
}

std::vector<std::shared_ptr<const actor_account>> actor_accounts::list() const {
  const std::lock_guard guard{mutex_};
  std::vector<std::shared_ptr<const actor_account>> result;
  std::copy_if(accounts_.begin(), accounts_.end(), std::back_inserter(result), [](const auto& x) {
    return !x->is_closed();
  });
  return result;
}

std::uint64_t actor_accounts::restarts(std::string_view kind) const {
  const std::lock_guard guard{mutex_};
  std::uint64_t result = 0;
  for (const auto& x : accounts_)
    if (x->kind() == kind)
      result += x->restarts();
  return result;
}

} // namespace muster
