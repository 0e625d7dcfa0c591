// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/load_options.hpp"

namespace muster::load {

namespace {

/// Only on IPv4 loopback are there more addresses than one to send from without doing anything.
bool has_many_sources(const target& x) {
  return x.server.address.family() == family::ipv4 && x.server.address.head() >> 24 == 127;
}

std::optional<std::string> check_target(const load_options& x, const target& to) {
  const bool is_http = to.protocol == protocol::http;
  if (x.scrape_percent != 0 && is_http && to.scrape_path.empty())
    return "--scrape-percent: there is no scrape for a path that does not end in announce";
  if (x.flood == flood::scrapes && is_http && to.scrape_path.empty())
    return "--flood: there is no scrape for a path that does not end in announce";
  if (x.flood == flood::connects && is_http)
    return "--flood: over HTTP there are no connection ids to ask for";
  if (x.mode == connection_mode::close && !is_http)
    return "--mode: over UDP there are no connections to close";
  return std::nullopt;
}

/// Asks from as many addresses as the peers need, if the user has not said how many.
std::optional<std::string> complete_sources(load_options& x, const target& to) {
  if (x.population.sources == 0 && !has_many_sources(to))
    x.population.sources = 1;
  if (auto error = population::find_error(x.population))
    return error;
  const auto sources = population{x.population}.sources();
  if (auto error = source_addresses::find_error(x.source, sources, to.server.address))
    return error;
  if (sources > x.connections)
    return "--connections: the peers come from " + std::to_string(sources)
           + " addresses, and each needs one";
  return std::nullopt;
}

} // namespace

std::optional<std::string> complete(load_options& x) {
  const auto to = parse_target(x.url);
  if (!to)
    return "--url: expected http://ADDRESS[:PORT]/announce or udp://ADDRESS:PORT[/announce] with a "
           "literal address";
  if (auto error = check_target(x, *to))
    return error;
  if (auto error = complete_sources(x, *to))
    return error;
  if (x.threads > x.connections)
    return "--threads: more than --connections";
  return std::nullopt;
}

} // namespace muster::load
