// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "conf/value_forms.hpp"

namespace muster {

std::optional<std::string> parse_path(std::string_view text) {
  // PATH_MAX of Linux, with the zero byte that ends a path.
  constexpr std::size_t path_bytes_max = 4095;
  if (text.size() > path_bytes_max || text.find('\0') != std::string_view::npos)
    return std::nullopt;
  return std::string{text};
}

} // namespace muster
