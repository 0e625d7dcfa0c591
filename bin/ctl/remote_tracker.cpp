// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/ctl/remote_tracker.hpp"

#include <algorithm>

namespace muster::ctl {

namespace {

constexpr std::string_view scheme = "ssh://";

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Whether this is a user or a host, with or without port, that no ssh takes for an option.
bool is_plain(std::string_view text) {
  return !text.empty() && text.front() != '-' && std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter_or_digit(c) || std::string_view{"._-:[]"}.find(c) != std::string_view::npos;
  });
}

bool is_machine(std::string_view text) {
  const auto at = text.rfind('@');
  return at == std::string_view::npos
             ? is_plain(text)
             : is_plain(text.substr(0, at)) && is_plain(text.substr(at + 1));
}

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f;
  });
}

/// One word for the shell at the other end, whatever is in it.
std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text)
    result += c == '\'' ? std::string{"'\\''"} : std::string{c};
  return result + '\'';
}

} // namespace

std::optional<remote_tracker> parse_remote_tracker(std::string_view name) {
  if (!name.starts_with(scheme))
    return std::nullopt;
  const auto slash = name.find('/', scheme.size());
  if (slash == std::string_view::npos || slash + 1 == name.size())
    return std::nullopt;
  const auto folder = name.substr(slash);
  if (!is_machine(name.substr(scheme.size(), slash - scheme.size())) || !is_printable(folder))
    return std::nullopt;
  return remote_tracker{std::string{name}, std::string{name.substr(0, slash)}, std::string{folder}};
}

std::vector<std::string> ssh_command(const remote_tracker& x) {
  // No terminal, agent or forwarded port at the other end: it needs none of them.
  return {
      "ssh",
      "-T",
      "-a",
      "-x",
      "-oClearAllForwardings=yes",
      "-oConnectTimeout=10",
      "--",
      x.destination,
      "musterctl --data-dir " + quoted(x.data_dir) + " relay"};
}

} // namespace muster::ctl
