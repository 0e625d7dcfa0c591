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

/// The shortest text without an exponent that reads as the same number, as people write bounds of
/// histograms. Seconds and shares fit.
std::string to_text(double x) {
  std::array<char, 64> buffer{};
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), x, std::chars_format::fixed).ptr;
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

void exposition::add_histogram(
    const metric& x, std::span<const double> bounds, std::span<const std::uint64_t> counts,
    double seconds) {
  begin(x);
  const auto name = std::string{x.name} + "_bucket";
  name_ = name;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    sum += counts[i];
    const auto bound = i < bounds.size() ? to_text(bounds[i]) : "+Inf";
    sample(sum, {{"le", bound}});
  }
  line(x.name, "_sum", to_text(seconds));
  line(x.name, "_count", std::to_string(sum));
}

void exposition::line(std::string_view name, std::string_view suffix, std::string_view value) {
  for (const auto part : {name, suffix, std::string_view{" "}, value, std::string_view{"\n"}})
    text_ += part;
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
