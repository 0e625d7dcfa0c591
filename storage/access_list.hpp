// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/identifier.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace muster {

/// A set of torrents.
using info_hash_set = boost::unordered_flat_set<info_hash, info_hash_hasher>;

/// The torrents an operator lets in or keeps out.
struct access_lists {
  /// If there is an allow list, no other torrent is served.
  std::optional<info_hash_set> allowed;
  info_hash_set denied;

  [[nodiscard]] bool admits(const info_hash& x) const {
    return (!allowed || allowed->contains(x)) && !denied.contains(x);
  }
};

/// A list that could not be read.
struct access_list_error {
  /// `path:line: what was expected`, or `path: why it cannot be read`.
  std::string message;
};

/// Torrents that one list may have. Chosen: ten times as many as any public index had by 2025;
/// about two gigabytes.
inline constexpr std::size_t access_list_torrents_max = 50'000'000;

/// Says whether nobody waits for the lists any more. Asked every few thousand lines.
using is_abandoned = std::function<bool()>;

/// Reads access lists from text files with one info_hash of 40 hexadecimal digits per line. Blank
/// lines and what follows a `#` are ignored.
///
/// @param allow_path  file of the allow list; empty: every torrent is allowed.
/// @param deny_path   file of the deny list; empty: none is denied.
/// @param out         written only if both files are right, so that a mistake changes nothing.
/// @param abandoned   whether to give up.
/// @returns what is wrong, if anything is.
std::optional<access_list_error> load_access_lists(
    const std::string& allow_path, const std::string& deny_path, access_lists& out,
    const is_abandoned& abandoned = {});

} // namespace muster
