// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace muster {

/// How much memory this process could get, in bytes: that of the machine, or what its control group
/// leaves it, as in a container.
[[nodiscard]] std::uint64_t available_memory();

/// The lowest limit of a control group and those around it (cgroups(7), version 2); the largest
/// number if there is none.
///
/// @param cgroup  what `/proc/self/cgroup` says: a line `0::/path`.
/// @param root    where control groups are mounted.
[[nodiscard]] std::uint64_t
cgroup_memory(std::string_view cgroup, const std::filesystem::path& root);

} // namespace muster
