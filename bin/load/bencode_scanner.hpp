// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace muster::load {

/// Steps through bencoded bytes without building anything. As strict as `bencode::parse`: it
/// accepts the same texts. Each function moves past what it read, or returns false.
class bencode_scanner {
public:
  explicit bencode_scanner(std::string_view text) noexcept : rest_(text) {
    // nop
  }

  [[nodiscard]] bool at_end() const noexcept {
    return rest_.empty();
  }

  /// The next byte; 0 at the end, which begins no value.
  [[nodiscard]] char peek() const noexcept {
    return rest_.empty() ? '\0' : rest_.front();
  }

  bool consume(char c) noexcept;

  bool read_string(std::string_view& out) noexcept;

  bool read_integer(std::int64_t& out) noexcept;

  /// Moves past any value, looking into it.
  /// @param depth  lists and dictionaries around it.
  bool skip_value(std::size_t depth) noexcept;

  /// Steps through a dictionary. `on_entry(key)` must move past the value and return true.
  template <class OnEntry>
  bool read_dictionary(OnEntry on_entry) {
    if (!consume('d'))
      return false;
    std::string_view previous;
    for (bool first = true; !consume('e'); first = false) {
      std::string_view key;
      if (!read_string(key) || (!first && previous >= key) || !on_entry(key))
        return false;
      previous = key;
    }
    return true;
  }

private:
  bool skip_list(std::size_t depth) noexcept;

  std::string_view rest_;
};

} // namespace muster::load
