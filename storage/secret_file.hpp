// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "storage/storage_error.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

/// How many hexadecimal digits a secret file has: 32 random bytes.
inline constexpr std::size_t secret_digits = 64;

/// Reads a secret of the data directory. If there is no file, one is made, with a new secret, for
/// its owner alone.
///
/// The file has the digits and nothing else but a line end. One that others may use or that
/// belongs to another user than this process's or root, or with anything else in it, is left as it
/// is and is an error that names it and says what was expected.
///
/// @param path  of the file. Its folder must exist.
/// @param what  it holds, to complete "expected a file with …".
[[nodiscard]] storage_result<std::string>
load_secret_file(const std::string& path, std::string_view what);

/// Makes the file of a secret that was loaded before, in a folder that has come in the place of the
/// one with its file. A file that is there is left alone.
///
/// @param path    of the file. Its folder must exist.
/// @param secret  as `load_secret_file` gave it.
[[nodiscard]] std::optional<storage_error>
keep_secret_file(const std::string& path, const std::string& secret);

} // namespace muster
