// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstdint>

// What an operator can set for the pages. conf/musterd.toml explains each option.
namespace muster {

struct web_settings {
  /// People who may look at live figures at once; each keeps a connection open.
  std::uint32_t viewers_max = 1000;
  /// Whether there are pages for operators, who show a token.
  bool operator_pages = false;
};

} // namespace muster
