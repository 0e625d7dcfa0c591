// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/configuration_rules.hpp"

#include "bin/data_folder.hpp"
#include "conf/value_rules.hpp"
#include "net/routes.hpp"
#include "web/pages.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <unistd.h>

namespace muster {

namespace {

// Else every peer would be forgotten between two of its announces.
std::optional<broken_rule> check_peer_lifetime(const configuration& x) {
  const auto raised = x.announce.interval * (100 + x.announce.interval_raise_percent) / 100;
  const auto longest = raised + raised * x.announce.interval_jitter_percent / 100;
  if (x.swarm.peer_lifetime > longest)
    return std::nullopt;
  return broken_rule{
      {"swarm.peer_lifetime_seconds", "announce.interval_seconds",
       "announce.interval_jitter_percent", "announce.interval_raise_percent"},
      with_value("swarm.peer_lifetime_seconds", x.swarm.peer_lifetime.count()) + " to be more than "
          + with_value("announce.interval_seconds raised and with its jitter", longest.count())};
}

bool is_taken(const std::string& path) {
  return is_page_path(path) || route_of(path) == route::scrape;
}

// Either nobody would see the page, or nobody could announce there.
std::optional<broken_rule> check_announce_paths(const configuration& x) {
  const auto& paths = x.http.announce_paths;
  const auto taken = std::find_if(paths.begin(), paths.end(), is_taken);
  if (taken == paths.end())
    return std::nullopt;
  return broken_rule{
      {"http.announce_paths"}, "paths without pages or scrapes, not \"" + *taken + '"'};
}

// The public could not reach a private one, nor would it know which of two to take.
std::optional<broken_rule> check_external_addresses(const configuration& x) {
  const auto& external = x.swarm.external_addresses;
  const auto of_ipv4 = std::count_if(external.begin(), external.end(), [](const address& a) {
    return a.family() == family::ipv4;
  });
  const auto of_ipv6 = static_cast<std::ptrdiff_t>(external.size()) - of_ipv4;
  if (of_ipv4 <= 1 && of_ipv6 <= 1 && std::none_of(external.begin(), external.end(), is_private))
    return std::nullopt;
  return broken_rule{
      {"announce.external_addresses"},
      "external_addresses to be public, one of IPv4 and one of IPv6 at most"};
}

std::optional<broken_rule> check_data_dir(const configuration& x) {
  std::error_code error;
  const std::filesystem::path path{x.data_dir};
  if (std::filesystem::is_directory(path, error))
    return std::nullopt;
  // One that does not exist is made, but not the way to it.
  const auto parent = path.has_parent_path() ? path.parent_path() : ".";
  if (!path.empty() && !std::filesystem::exists(path, error)
      && std::filesystem::is_directory(parent, error))
    return std::nullopt;
  return broken_rule{
      {"data_dir"},
      "a folder, or a name for one in a folder that exists, not \"" + x.data_dir + '"'};
}

/// Whether this process may write a file, or make it in its folder.
bool can_be_written(const std::filesystem::path& file) {
  std::error_code error;
  if (std::filesystem::exists(file, error))
    return !std::filesystem::is_directory(file, error) && ::access(file.c_str(), W_OK) == 0;
  const auto folder = file.has_parent_path() ? file.parent_path() : ".";
  return std::filesystem::is_directory(folder, error) && ::access(folder.c_str(), W_OK | X_OK) == 0;
}

std::optional<broken_rule> check_log_file(const configuration& x) {
  const std::filesystem::path data_dir{x.data_dir};
  const auto file = std::filesystem::path{x.log.file}.lexically_normal();
  std::error_code error;
  // The data_dir is made before the log is opened.
  const bool has_folder_to_come = !file.has_parent_path() && file != "." && file != ".."
                                  && !std::filesystem::exists(data_dir, error);
  if (file.empty())
    return std::nullopt;
  const bool is_own =
      std::ranges::find(data_folder::names, *file.begin()) != data_folder::names.end();
  if (!is_own && (has_folder_to_come || can_be_written(data_dir / file)))
    return std::nullopt;
  return broken_rule{
      {"log.file"},
      "a file that musterd can write and has no other use for, or a name for one in a folder that "
      "exists, not \""
          + (data_dir / file).string() + '"'};
}

} // namespace

std::optional<broken_rule> find_broken_rule(const configuration& x) {
  if (auto broken = options().find_broken_rule(x))
    return broken;
  constexpr std::array rules{
      check_peer_lifetime, check_announce_paths, check_external_addresses, check_data_dir,
      check_log_file};
  for (const auto check : rules)
    if (auto broken = check(x))
      return broken;
  return std::nullopt;
}

} // namespace muster
