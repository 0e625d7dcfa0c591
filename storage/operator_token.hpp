// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "storage/storage_error.hpp"

#include <cstddef>
#include <string>

namespace muster {

/// How many hexadecimal digits a token of operators has: 32 random bytes.
inline constexpr std::size_t operator_token_digits = 64;

/// Reads the token that operators show to see their pages. If there is no file, one is made, with a
/// new token, for its owner alone.
///
/// The file has the digits and nothing else but a line end. One that others may use, or with
/// anything else in it, is left as it is and is an error that names it and says what was expected.
///
/// @param path  of the file. Its folder must exist.
[[nodiscard]] storage_result<std::string> load_operator_token(const std::string& path);

} // namespace muster
