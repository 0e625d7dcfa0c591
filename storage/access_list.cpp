// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/access_list.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

namespace muster {

namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  text = text.substr(0, text.find('#'));
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::optional<access_list_error> load(const std::string& path, info_hash_set& out) {
  std::ifstream file{path};
  if (!file)
    return access_list_error{path + ": cannot be read: " + std::strerror(errno)};
  std::string line;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    const auto text = trimmed(line);
    info_hash parsed;
    if (text.empty())
      continue;
    if (!parse_hex(text, parsed))
      return access_list_error{
          path + ':' + std::to_string(number) + ": expected an info_hash of 40 hexadecimal digits"};
    out.insert(parsed);
  }
  if (file.bad())
    return access_list_error{path + ": cannot be read to its end"};
  return std::nullopt;
}

} // namespace

std::optional<access_list_error>
load_access_lists(const std::string& allow_path, const std::string& deny_path, access_lists& out) {
  access_lists loaded;
  if (!allow_path.empty())
    if (auto error = load(allow_path, loaded.allowed.emplace()))
      return error;
  if (!deny_path.empty())
    if (auto error = load(deny_path, loaded.denied))
      return error;
  out = std::move(loaded);
  return std::nullopt;
}

} // namespace muster
