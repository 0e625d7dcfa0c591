// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/http_reply.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace muster::load {

namespace {

/// Of the head; trackers send a hundred or two.
constexpr std::size_t head_bytes_max = 16'384;

/// What the header lines say.
struct head_fields {
  std::optional<std::size_t> length;
  bool closes = false;
  bool valid = true;
};

bool equal_ignoring_case(std::string_view a, std::string_view lower) {
  return std::equal(a.begin(), a.end(), lower.begin(), lower.end(), [](char x, char y) {
    return (x >= 'A' && x <= 'Z' ? static_cast<char>(x | 0x20) : x) == y;
  });
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

template <class Number>
bool parse_number(std::string_view text, Number& out) {
  const auto [end, errc] = std::from_chars(text.data(), text.data() + text.size(), out);
  return errc == std::errc{} && end == text.data() + text.size();
}

void read_field(std::string_view line, head_fields& out) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) {
    out.valid = false;
    return;
  }
  const auto name = line.substr(0, colon);
  const auto value = trimmed(line.substr(colon + 1));
  if (equal_ignoring_case(name, "content-length")) {
    std::size_t length = 0;
    out.valid = out.valid && !out.length && parse_number(value, length);
    out.length = length;
  } else if (equal_ignoring_case(name, "connection")) {
    out.closes = equal_ignoring_case(value, "close");
  } else if (equal_ignoring_case(name, "transfer-encoding")) {
    out.valid = false;
  }
}

/// @param lines  header lines, each with its line end.
head_fields read_fields(std::string_view lines) {
  head_fields result;
  while (!lines.empty()) {
    const auto end = lines.find("\r\n");
    read_field(lines.substr(0, end), result);
    lines.remove_prefix(end + 2);
  }
  return result;
}

bool read_status(std::string_view line, std::uint16_t& out) {
  const bool is_http = line.starts_with("HTTP/1.1 ") || line.starts_with("HTTP/1.0 ");
  return is_http && line.size() >= 12 && (line.size() == 12 || line[12] == ' ')
         && parse_number(line.substr(9, 3), out);
}

/// Fills in what depends on the bytes after the head.
void frame_body(std::string_view rest, const head_fields& fields, bool at_end, http_reply& out) {
  out.body = rest.substr(0, fields.length.value_or(rest.size()));
  if (!fields.length)
    out.state = at_end ? reply_state::complete : reply_state::incomplete;
  else if (rest.size() == *fields.length)
    out.state = reply_state::complete;
  else if (rest.size() > *fields.length)
    out.state = reply_state::malformed;
}

} // namespace

http_reply parse_http_reply(std::string_view bytes, bool at_end) {
  http_reply result;
  const auto head_size = bytes.find("\r\n\r\n");
  if (head_size == std::string_view::npos) {
    if (bytes.size() > head_bytes_max)
      result.state = reply_state::malformed;
    return result;
  }
  const auto head = bytes.substr(0, head_size + 2);
  const auto line_size = head.find("\r\n");
  const auto fields = read_fields(head.substr(line_size + 2));
  if (!fields.valid || !read_status(head.substr(0, line_size), result.status)) {
    result.state = reply_state::malformed;
    return result;
  }
  result.closes = fields.closes;
  frame_body(bytes.substr(head_size + 4), fields, at_end, result);
  return result;
}

} // namespace muster::load
