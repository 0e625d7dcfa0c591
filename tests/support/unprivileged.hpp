// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <unistd.h>

namespace muster::test {

/// Gives up the rights of root, who may do everything, if this process has them. For processes of
/// their own only.
/// @returns whether they are gone.
inline bool become_unprivileged() {
  constexpr uid_t nobody = 65534;
  return ::geteuid() != 0 || ::setresuid(nobody, nobody, nobody) == 0;
}

} // namespace muster::test
