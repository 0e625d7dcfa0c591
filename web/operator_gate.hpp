// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/address.hpp"
#include "net/protocol/timestamp.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace muster {

/// What came of asking for something that is for operators only.
enum class operator_verdict : std::uint8_t {
  admitted,
  /// No bearer token at all, which is no attempt to guess one.
  missing_token,
  wrong_token,
  /// Too many wrong ones came from there. Whatever is sent now is not even looked at, so that
  /// nobody can go on guessing; that holds for the right token, too.
  limited,
};

struct operator_answer {
  operator_verdict verdict = operator_verdict::missing_token;
  /// The time until a source that is limited may ask again.
  timestamp pause{};
};

/// Lets operators in who show their token (RFC 6750). Somebody who guesses has so many attempts for
/// each address, for IPv6 for each /64.
///
/// Remembers a fixed number of networks; a new one takes the place of the one that has been there
/// for longest. A token of 32 random bytes is not found by guessing from many networks either: the
/// limit keeps the log and the tracker quiet.
///
/// Belongs to the pages actor, and outlives one that fails.
class operator_gate {
public:
  /// Chosen: enough for somebody who mistypes.
  static constexpr std::uint32_t wrong_tokens_max = 5;

  /// The time in which so many are too many, and for which the next ones are turned away.
  static constexpr timestamp period{60};

  static constexpr std::size_t networks_max = 256;

  explicit operator_gate(std::string token);

  /// @param authorization  the header, as it came.
  /// @param source         who asks.
  /// @param now            of a clock that only goes forwards.
  operator_answer
  ask(std::string_view authorization, const address& source, timestamp now) noexcept;

  /// How often a wrong token was shown or the limit has bitten.
  [[nodiscard]] std::uint64_t refusals() const noexcept {
    return refusals_;
  }

private:
  /// What came from one address, or one /64 of IPv6.
  struct network {
    address prefix;
    /// When the first wrong token came, or the last one that was allowed.
    timestamp since{};
    std::uint32_t wrong_tokens = 0;
  };

  /// The network, if a wrong token came from there within the period.
  [[nodiscard]] network* find(const address& prefix, timestamp now) noexcept;
  network& find_or_replace(const address& prefix, timestamp now) noexcept;
  [[nodiscard]] bool is_right(std::string_view token) const noexcept;

  std::string token_;
  std::array<network, networks_max> networks_{};
  std::uint64_t refusals_ = 0;
};

} // namespace muster
