// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "storage/storage_error.hpp"

#include <optional>
#include <string>

// Folders before a store is in them. Each message is a sentence that says what to do.
namespace muster {

/// Makes a folder, for its owner only, unless it is there.
std::optional<storage_error> make_folder(const std::string& path);

/// Looks at the files of a folder in which a store shall be opened or made. RocksDB believes one
/// without a CURRENT file to be new, and deletes the files that such a store would not have.
/// Touches nothing.
std::optional<storage_error> check_store_files(const std::string& path);

/// Looks at the folder of a store that is in use.
/// @returns why it can no longer be used, if it is there; nothing also if it is gone.
std::optional<storage_error> check_folder_in_use(const std::string& path);

/// Looks whether a store could be copied to a folder: it must not exist, and its parent must.
std::optional<storage_error> check_new_folder(const std::string& path);

/// Why a copy of a store ended early, and what would help.
/// @param path   of the copy.
/// @param store  of what was copied.
storage_error no_room_for(const std::string& path, const std::string& store);

} // namespace muster
