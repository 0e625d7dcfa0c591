// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <string_view>

namespace muster {

/// conf/musterd.toml as it was when the program was built, byte by byte.
[[nodiscard]] std::string_view default_configuration_text() noexcept;

} // namespace muster
