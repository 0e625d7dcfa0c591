// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace muster {

/// A text that many hold and nobody changes, as large pages are that many have asked for: it is in
/// memory once.
/// @threadsafe
class shared_text {
public:
  shared_text() = default;

  // Implicit, because it is the same text.
  shared_text(std::string text)
      : owned_{std::make_shared<const std::string>(std::move(text))}, text_{*owned_} {
    // nop
  }
  shared_text(const char* text) : shared_text{std::string{text}} {
    // nop
  }

  /// A text that is a part of the program.
  [[nodiscard]] static shared_text of_program(std::string_view text) noexcept {
    shared_text result;
    result.text_ = text;
    return result;
  }

  [[nodiscard]] std::string_view view() const noexcept {
    return text_;
  }

  /// What each of those who hold it now takes of its memory, if it is divided among them.
  [[nodiscard]] std::size_t bytes_of_share() const noexcept {
    const auto holders = owned_.use_count();
    return holders > 0 ? owned_->capacity() / static_cast<std::size_t>(holders) : 0;
  }

private:
  std::shared_ptr<const std::string> owned_;
  std::string_view text_;
};

} // namespace muster
