// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <string>
#include <string_view>

namespace muster {

/// Compresses in the format of gzip (RFC 1952), quickly rather than well.
[[nodiscard]] std::string gzip(std::string_view bytes);

/// Says whether a client takes gzip, by its `Accept-Encoding` (RFC 9110, 12.5.3).
[[nodiscard]] bool accepts_gzip(std::string_view accept_encoding);

} // namespace muster
