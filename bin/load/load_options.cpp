// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/load_options.hpp"

namespace muster::load {

namespace {

/// Only on IPv4 loopback are there more addresses than one to send from.
bool has_many_sources(const target& x) {
  return x.server.address.family() == family::ipv4 && x.server.address.head() >> 24 == 127;
}

std::optional<std::string> complete_target(load_options& x) {
  const auto target = parse_target(x.url);
  if (!target)
    return "--url: expected http://ADDRESS[:PORT]/announce or udp://ADDRESS:PORT[/announce] with a "
           "literal address";
  const bool is_http = target->protocol == protocol::http;
  if (x.scrape_percent != 0 && is_http && target->scrape_path.empty())
    return "--scrape-percent: there is no scrape for a path that does not end in announce";
  if (x.mode == connection_mode::close && !is_http)
    return "--mode: over UDP there are no connections to close";
  if (has_many_sources(*target))
    return std::nullopt;
  if (x.population.sources > 1)
    return "--sources: only a server on 127.0.0.0/8 can be reached from many addresses";
  x.population.sources = 1;
  return std::nullopt;
}

} // namespace

std::optional<std::string> complete(load_options& x) {
  if (auto error = complete_target(x))
    return error;
  if (auto error = population::find_error(x.population))
    return error;
  if (x.threads > x.connections)
    return "--threads: more than --connections";
  const auto sources = population{x.population}.sources();
  if (sources > x.connections)
    return "--connections: the peers come from " + std::to_string(sources)
           + " addresses, and each needs one";
  return std::nullopt;
}

} // namespace muster::load
