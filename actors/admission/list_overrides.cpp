// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/admission/list_overrides.hpp"

#include <utility>

namespace muster {

list_overrides::list_overrides(std::shared_ptr<const access_lists> files)
    : files_(std::move(files)) {
  // nop
}

void list_overrides::files(std::shared_ptr<const access_lists> x) {
  files_ = std::move(x);
}

void list_overrides::deny(const info_hash& x) {
  allowed_.erase(x);
  denied_.insert(x);
}

void list_overrides::allow(const info_hash& x) {
  denied_.erase(x);
  allowed_.insert(x);
}

std::shared_ptr<const access_lists> list_overrides::effective() const {
  if (denied_.empty() && allowed_.empty())
    return files_;
  auto result = std::make_shared<access_lists>(*files_);
  result->denied.insert(denied_.begin(), denied_.end());
  for (const auto& x : allowed_) {
    result->denied.erase(x);
    if (result->allowed)
      result->allowed->insert(x);
  }
  return result;
}

} // namespace muster
