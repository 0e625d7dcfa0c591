// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/http/forwarded_elements.hpp"

#include "net/protocol/letter_case.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace muster {

namespace {

/// What RFC 9110 calls a token is made of these.
bool is_token_character(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
         || std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
}

/// Reads a Forwarded header piece by piece. Each function takes its piece off the front and says
/// whether there was one.
class forwarded_reader {
public:
  explicit forwarded_reader(std::string_view text) : text_(text) {
    // nop
  }

  /// An element: pairs of name and value with a `;` between them. RFC 7239 has no spaces there, but
  /// proxies have.
  bool element(std::string_view& named) {
    named = {};
    bool has_for = false;
    do {
      std::string_view name;
      std::string_view value;
      skip_spaces();
      if (!pair(name, value))
        return false;
      if (!equals_in_any_case(name, "for"))
        continue;
      if (std::exchange(has_for, true))
        return false; // each name once; two could mean anybody
      named = value;
    } while (character(';'));
    return true;
  }

  bool character(char c) {
    skip_spaces();
    if (text_.empty() || text_.front() != c)
      return false;
    text_.remove_prefix(1);
    return true;
  }

  [[nodiscard]] bool at_end() const noexcept {
    return text_.empty();
  }

private:
  void skip_spaces() {
    text_.remove_prefix(std::min(text_.find_first_not_of(" \t"), text_.size()));
  }

  bool pair(std::string_view& name, std::string_view& value) {
    if (!token(name) || text_.empty() || text_.front() != '=')
      return false;
    text_.remove_prefix(1);
    return quoted(value) || token(value);
  }

  bool token(std::string_view& out) {
    const auto end = std::find_if_not(text_.begin(), text_.end(), is_token_character);
    out = text_.substr(0, static_cast<std::size_t>(end - text_.begin()));
    text_.remove_prefix(out.size());
    return !out.empty();
  }

  bool quoted(std::string_view& out) {
    if (text_.empty() || text_.front() != '"')
      return false;
    for (std::size_t i = 1; i < text_.size(); ++i) {
      if (text_[i] == '"') {
        out = text_.substr(1, i - 1);
        text_.remove_prefix(i + 1);
        return true;
      }
      i += std::size_t{text_[i] == '\\'};
    }
    return false;
  }

  std::string_view text_;
};

} // namespace

bool for_each_forwarded(
    std::string_view header, const std::function<void(std::string_view)>& visit) {
  forwarded_reader reader{header};
  do {
    std::string_view named;
    if (!reader.element(named))
      return false;
    visit(named);
  } while (reader.character(','));
  return reader.at_end();
}

} // namespace muster
