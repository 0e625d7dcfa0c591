// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "web/exposition.hpp"

#include <array>
#include <charconv>

namespace muster {

namespace {

void append_escaped(std::string& out, std::string_view value) {
  for (const char c : value) {
    if (c == '\\' || c == '"')
      out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
}

/// The shortest text that reads as the same number; Prometheus takes Go's syntax, which this is.
std::string to_text(double x) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), x).ptr;
  return {buffer.data(), end};
}

} // namespace

void exposition::begin(const metric& x) {
  name_ = x.name;
  for (const auto& part :
       {std::string_view{"# HELP "}, x.name, std::string_view{" "}, x.help,
        std::string_view{"\n# TYPE "}, x.name, std::string_view{" "}, x.type})
    text_ += part;
  text_ += '\n';
}

void exposition::sample(std::uint64_t value, std::initializer_list<label> labels) {
  text_ += name_;
  append_labels(labels);
  text_ += ' ';
  text_ += std::to_string(value);
  text_ += '\n';
}

void exposition::sample(double value) {
  text_ += name_;
  text_ += ' ';
  text_ += to_text(value);
  text_ += '\n';
}

void exposition::append_labels(std::initializer_list<label> labels) {
  char separator = '{';
  for (const auto& x : labels) {
    text_ += std::exchange(separator, ',');
    text_ += x.name;
    text_ += "=\"";
    append_escaped(text_, x.value);
    text_ += '"';
  }
  if (labels.size() != 0)
    text_ += '}';
}

} // namespace muster
