// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <functional>
#include <string_view>

namespace muster {

/// Calls `visit` with what `for` names in each element of a Forwarded header (RFC 7239), from left
/// to right, or with nothing for an element without it. Quotes are taken off; brackets and port are
/// left. A name with escapes in it is none of an address, and visited as it is.
///
/// A quote that a client has left open makes the whole header malformed: it would swallow what the
/// proxy has appended.
/// @returns whether the header is as the grammar has it; if not, what was visited means nothing.
[[nodiscard]] bool
for_each_forwarded(std::string_view header, const std::function<void(std::string_view)>& visit);

} // namespace muster
