// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "conf/configuration_file.hpp"

#include "conf/regular_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <utility>

// The only source that includes toml++: it takes seconds to compile.
#include <toml++/toml.h>

namespace muster {

namespace {

/// Room for every list at its full length.
constexpr std::size_t file_bytes_max = 64 * 1024;

/// toml++ walks down dotted keys recursively, with no limit of its own; a stack has room for so
/// many. All lists at their full length have half as many dots.
constexpr std::ptrdiff_t dots_max = 4096;

text_position position_of(const toml::source_region& x) {
  return {x.begin.line, x.begin.column};
}

bool is_bare(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'
           || c == '-';
  });
}

/// One part of a dotted key. A part in quotes keeps them, since its dots separate nothing.
std::string part(const toml::key& x) {
  return is_bare(x.str()) ? std::string{x.str()} : '"' + std::string{x.str()} + '"';
}

option_value value_of(const toml::node& x) {
  option_value result;
  result.position = position_of(x.source());
  if (const auto* flag = x.as_boolean())
    result.content = flag->get();
  else if (const auto* number = x.as_integer())
    result.content = number->get();
  else if (const auto* string = x.as_string())
    result.content = string->get();
  else if (const auto* array = x.as_array())
    std::transform(
        array->begin(), array->end(),
        std::back_inserter(result.content.emplace<option_value::list>()), value_of);
  return result;
}

/// Adds what stands in a table.
/// @param section  the name of the table and a dot; empty for the file itself.
void add(const toml::table& from, const std::string& section, std::vector<assignment>& out) {
  for (const auto& [key, node] : from) {
    // There are no sections within sections; a table there is a value that no option takes.
    const auto* inner = section.empty() ? node.as_table() : nullptr;
    const auto name = section + part(key);
    out.push_back({name, position_of(key.source()), value_of(node), inner != nullptr});
    if (inner != nullptr)
      add(*inner, name + '.', out);
  }
}

configuration_error
mistake_at(std::string_view source, text_position position, std::string_view what) {
  return {
      std::string{source} + ':' + std::to_string(position.line) + ':'
      + std::to_string(position.column) + ": " + std::string{what}};
}

} // namespace

parsed_file parse_configuration_text(std::string_view text, std::string_view source) {
  if (std::count(text.begin(), text.end(), '.') > dots_max)
    return configuration_error{
        std::string{source} + ": expected at most " + std::to_string(dots_max) + " dots"};
  try {
    std::vector<assignment> result;
    add(toml::parse(text, source), {}, result);
    std::stable_sort(result.begin(), result.end(), [](const assignment& a, const assignment& b) {
      return a.position < b.position;
    });
    return result;
  } catch (const toml::parse_error& error) {
    return mistake_at(
        source, position_of(error.source()), "not TOML: " + std::string{error.description()});
  }
}

parsed_file read_configuration_file(const std::string& path) {
  auto opened = regular_file::open(path);
  if (auto* error = std::get_if<std::string>(&opened))
    return configuration_error{std::move(*error)};
  auto& file = std::get<regular_file>(opened);
  std::string text;
  std::array<char, 4096> buffer;
  for (auto size = file.read(buffer); size != 0 && text.size() <= file_bytes_max;
       size = file.read(buffer)) {
    if (!size)
      return configuration_error{path + ": cannot be read: " + std::strerror(errno)};
    text.append(buffer.data(), *size);
  }
  if (text.size() > file_bytes_max)
    return configuration_error{path + ": expected a file of at most 64 KiB"};
  return parse_configuration_text(text, path);
}

} // namespace muster
