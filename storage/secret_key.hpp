// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "storage/storage_error.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace muster {

/// What keys are derived for. All uses are here, so that no two get the same key; a number is never
/// used for anything else, because what was made with its key may still be about.
enum class key_use : std::uint8_t {
  /// Connection ids over UDP.
  udp_connection_ids = 1,
};

/// The secret of this tracker, which outlives a restart.
///
/// It is never used itself: each use has a key of its own, from which neither the secret nor the
/// key of another use follows.
class secret_key {
public:
  using bytes = std::array<std::uint8_t, 32>;

  explicit secret_key(const bytes& x) : bytes_(x) {
    // nop
  }

  /// Reads it from a secret file, which is made if there is none: see `load_secret_file`.
  [[nodiscard]] static storage_result<secret_key> load(const std::string& path);

  /// Makes its file anew, in a folder that has come in the place of the one with the file: see
  /// `keep_secret_file`.
  [[nodiscard]] std::optional<storage_error> keep(const std::string& path) const;

  /// The key for one use. Always the same.
  [[nodiscard]] bytes derive(key_use use) const noexcept;

private:
  bytes bytes_;
};

} // namespace muster
