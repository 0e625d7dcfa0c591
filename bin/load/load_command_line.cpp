// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/load_command_line.hpp"

#include "bin/load/udp_client.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <limits>
#include <map>
#include <ostream>
#include <string>

namespace muster::load {

namespace {

constexpr int usage_exit_code = 2;

/// Over UDP a timeout is how long a place waits for what is lost, not how slow a server may be.
constexpr double udp_timeout_seconds = 1;

/// Requests that a flood has under way at each UDP socket: most of them may never be answered.
constexpr std::uint32_t flood_window = 64;

constexpr const char* description =
    "Loads a BitTorrent tracker with announces over HTTP or UDP and checks every answer.\n"
    "\n"
    "A population of peers announces again and again: 90 % plain, 5 % started, 2 % completed,\n"
    "3 % stopped. Each reply must be of status 200, strictly bencoded, without failure reason,\n"
    "with an interval and with whole peers, no more than asked for. The check is made in place;\n"
    "one reply of 64 also goes through the tracker's own parser. Over UDP a reply must be to a\n"
    "request that is under way, of its action, and as long as what is in it.";

constexpr const char* footer =
    "Latency counts until the whole reply is there: in a closed loop from the start of the\n"
    "request (of the connection with --mode close), in an open loop from the time at which the\n"
    "request was due. Quantiles are at most 1.6 % too high.\n"
    "Over UDP a connection is a socket with a connection id, which it asks for when it is a "
    "minute\n"
    "old, and a request without a reply is lost: it counts as a timeout and is not sent again. "
    "What\n"
    "all windows hold should fit into the server's socket, by default 190 requests on Linux.\n"
    "Peers of one swarm differ by port, and if there are more than 55,536 by address: 127.0.0.1,\n"
    "127.0.0.2, ...; any other server than one on 127.0.0.0/8 is asked from one address only.\n"
    "\n"
    "A flood is an attack: it sends one kind of request from all its addresses, as fast as "
    "replies\n"
    "come or the timeout passes, or at --rate. Refusals, silence, closed connections and other\n"
    "statuses than 200 are no errors then, but counted; a reply that is malformed still is one.\n"
    "  new-swarms  announces of info_hashes that are different each time\n"
    "  announces   announces of the population\n"
    "  last-words  the same, each of which says that its peer has completed or stopped\n"
    "  scrapes     scrapes of the population's swarms\n"
    "  connects    requests for a connection id (UDP)\n"
    "  errors      announces of port 0, which some trackers refuse\n"
    "  garbage     random bytes over UDP, malformed requests over HTTP\n"
    "\n"
    "Exit codes: 0 all well, 1 nothing answered or more errors than allowed, 2 wrong usage.";

/// A choice among names. Its own description would show the numbers behind them.
template <class T>
CLI::Validator one_of(std::map<std::string, T> names) {
  return CLI::CheckedTransformer{std::move(names)}.description("");
}

void add_load(CLI::App& app, load_options& x) {
  const auto* group = "Load";
  app.add_option(
         "--url", x.url,
         "http://ADDRESS[:PORT]/announce or udp://ADDRESS:PORT[/announce], the address a literal "
         "one")
      ->capture_default_str()
      ->group(group);
  app.add_option(
         "--mode", x.mode,
         "connections: kept alive, the same and asked for in each request, or one for each request")
      ->transform(one_of<connection_mode>(
          {{"keep-alive", connection_mode::keep_alive},
           {"asked-keep-alive", connection_mode::asked_keep_alive},
           {"close", connection_mode::close}}))
      ->type_name("keep-alive|asked-keep-alive|close")
      ->default_str("keep-alive")
      ->group(group);
  app.add_option(
         "--connections,--sockets", x.connections,
         "clients, each with one request at a time; over UDP sockets, each with a window")
      ->check(CLI::Range(1u, 65'535u))
      ->capture_default_str()
      ->group(group);
  app.add_option("--window", x.window, "requests that a UDP socket has under way at a time")
      ->check(CLI::Range(1u, udp_client::slots_max))
      ->capture_default_str()
      ->group(group);
  app.add_option("--threads", x.threads, "threads of the load generator")
      ->check(CLI::Range(1u, 64u))
      ->capture_default_str()
      ->group(group);
  app.add_option("--rate", x.rate, "open loop: requests per second; without it a closed loop")
      ->check(CLI::Range(1.0, 1e7))
      ->group(group);
  app.add_option(
         "--timeout", x.timeout_seconds,
         "seconds after which a request is an error; over UDP 1 unless it is given")
      ->check(CLI::Range(0.01, 3600.0))
      ->capture_default_str()
      ->group(group);
}

void add_sources(CLI::App& app, load_options& x) {
  const auto* group = "Source addresses";
  app.add_option(
         "--sources", x.population.sources,
         "addresses to send from; as few as give each peer a port")
      ->check(CLI::Range(1u, 65'534u))
      ->group(group);
  app.add_option_function<std::string>(
         "--source",
         [&x](const std::string& text) {
           x.source.first = address::parse(text);
           if (!x.source.first)
             throw CLI::ValidationError{"--source: no address"};
         },
         "the first of them; the others follow, over IPv6 each in a /64 of its own")
      ->type_name("ADDRESS")
      ->group(group);
  app.add_option(
         "--networks", x.source.networks,
         "/24 networks (IPv6: /48) to spread them over, from that of the first on")
      ->check(CLI::Range(1u, 65'534u))
      ->group(group);
}

void add_flood(CLI::App& app, load_options& x) {
  std::map<std::string, flood> kinds;
  for (std::size_t i = 1; i < flood_names.size(); ++i)
    kinds.emplace(flood_names[i], static_cast<flood>(i));
  app.add_option("--flood", x.flood, "be an attacker; see below")
      ->transform(one_of(std::move(kinds)))
      ->type_name("KIND")
      ->excludes("--fill")
      ->excludes("--scrape-percent")
      ->group("Requests");
}

void add_length(CLI::App& app, load_options& x) {
  const auto* group = "Length (one of)";
  auto* duration = app.add_option("--duration", x.duration_seconds, "seconds")
                       ->check(CLI::Range(0.01, 86'400.0))
                       ->capture_default_str()
                       ->group(group);
  auto* requests =
      app.add_option("--requests", x.requests, "requests in total")
          ->check(CLI::Range(std::uint64_t{1}, std::numeric_limits<std::uint64_t>::max() / 65'536))
          ->excludes(duration)
          ->group(group);
  app.add_flag("--fill", x.fill, "announce each peer once, as started")
      ->excludes(duration)
      ->excludes(requests)
      ->group(group);
}

void add_population(CLI::App& app, population_settings& x) {
  const auto* group = "Population";
  const auto count = CLI::Range(1u, 100'000'000u);
  const auto percent = CLI::Range(0u, 100u);
  const auto add = [&](const char* name, std::uint32_t& value, const char* help) {
    return app.add_option(name, value, help)->capture_default_str()->group(group);
  };
  add("--swarms", x.swarms, "torrents")->check(count);
  add("--peers", x.peers, "peers in all swarms together")->check(count);
  app.add_option(
         "--distribution", x.distribution,
         "of the peers over the swarms: one big and the others by 1/rank, all alike, or "
         "all peers in one")
      ->transform(one_of<distribution>(
          {{"power-law", distribution::power_law},
           {"even", distribution::even},
           {"single", distribution::single}}))
      ->type_name("power-law|even|single")
      ->default_str("power-law")
      ->group(group);
  add("--big-swarm-percent", x.big_swarm_percent, "share of the big swarm")->check(percent);
  add("--seeder-percent", x.seeder_percent, "share of peers with left=0")->check(percent);
  app.add_option("--seed", x.seed, "the same seed makes the same peers and requests")
      ->capture_default_str()
      ->group(group);
}

void add_requests(CLI::App& app, load_options& x) {
  const auto* group = "Requests";
  app.add_option("--numwant", x.numwant, "peers to ask for")
      ->check(CLI::Range(0u, 10'000u))
      ->capture_default_str()
      ->group(group);
  app.add_option("--scrape-percent", x.scrape_percent, "share of scrapes among the requests")
      ->check(CLI::Range(0u, 100u))
      ->capture_default_str()
      ->group(group);
}

void add_output(CLI::App& app, load_options& x) {
  const auto* group = "Output";
  app.add_option("--pid", x.pid, "the server's process: report its CPU time and memory")
      ->check(CLI::Range(1, std::numeric_limits<pid_t>::max()))
      ->group(group);
  app.add_flag("--json", x.json, "report one JSON object")->group(group);
  app.add_flag(
         "--print-info-hashes", x.print_info_hashes,
         "print the population's info_hashes, 40 digits a line, and send nothing")
      ->group(group);
  app.add_option("--error-max-percent", x.error_percent_max, "errors to allow before exit code 1")
      ->check(CLI::Range(0.0, 100.0))
      ->capture_default_str()
      ->group(group);
}

void add_options(CLI::App& app, load_options& x) {
  app.footer(footer);
  app.set_version_flag("--version", "muster-load " MUSTER_VERSION);
  add_load(app, x);
  add_length(app, x);
  add_population(app, x.population);
  add_sources(app, x);
  add_requests(app, x);
  add_flood(app, x);
  add_output(app, x);
}

} // namespace

std::variant<load_options, int>
parse_command_line(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  load_options result;
  CLI::App app{description, "muster-load"};
  add_options(app, result);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error, out, err) == 0 ? 0 : usage_exit_code;
  }
  if (app.count("--timeout") == 0 && is_udp(result.url))
    result.timeout_seconds = udp_timeout_seconds;
  if (app.count("--connections") == 0 && result.flood != flood::none)
    result.connections = std::max(result.connections, result.population.sources);
  if (app.count("--window") == 0 && result.flood != flood::none)
    result.window = flood_window;
  if (const auto error = complete(result)) {
    err << "muster-load: " << *error << '\n';
    return usage_exit_code;
  }
  return result;
}

} // namespace muster::load
