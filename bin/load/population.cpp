// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/population.hpp"

#include "bin/load/mix.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string_view>

namespace muster::load {

namespace {

/// 127.0.0.1 to 127.0.255.254, and nobody needs more.
constexpr std::uint32_t sources_max = 65'534;

constexpr std::string_view peer_id_prefix = "-ML0001-";

std::uint32_t divide_up(std::uint32_t a, std::uint32_t b) {
  return static_cast<std::uint32_t>((std::uint64_t{a} + b - 1) / b);
}

std::vector<std::uint32_t> even_starts(std::uint32_t peers, std::uint32_t swarms) {
  std::vector<std::uint32_t> result;
  result.reserve(std::size_t{swarms} + 1);
  for (std::uint64_t i = 0; i <= swarms; ++i)
    result.push_back(static_cast<std::uint32_t>(i * peers / swarms));
  return result;
}

/// The big swarm comes first. Each other one gets one peer, and what is left by 1/rank; rounding
/// the running sum, not each share, makes the sizes add up.
std::vector<std::uint32_t> power_law_starts(const population_settings& x) {
  const std::uint32_t others = x.swarms - 1;
  const auto share = static_cast<std::uint32_t>(std::uint64_t{x.peers} * x.big_swarm_percent / 100);
  const auto big = others == 0 ? x.peers : std::clamp(share, 1u, x.peers - others);
  double weight_sum = 0;
  for (std::uint32_t rank = 1; rank <= others; ++rank)
    weight_sum += 1.0 / rank;
  const double spare = x.peers - big - others;
  std::vector<std::uint32_t> result{0, big};
  result.reserve(std::size_t{x.swarms} + 1);
  double weight = 0;
  for (std::uint32_t rank = 1; rank <= others; ++rank) {
    weight += 1.0 / rank;
    const auto extra = static_cast<std::uint32_t>(std::lround(spare * weight / weight_sum));
    result.push_back(big + rank + extra);
  }
  return result;
}

std::vector<std::uint32_t> starts(const population_settings& x) {
  switch (x.distribution) {
  case distribution::even:
    return even_starts(x.peers, x.swarms);
  case distribution::single:
    return {0, x.peers};
  default:
    return power_law_starts(x);
  }
}

/// The largest difference between neighbours.
std::uint32_t largest_of(const std::vector<std::uint32_t>& first_peers) {
  std::uint32_t result = 0;
  for (std::size_t i = 1; i < first_peers.size(); ++i)
    result = std::max(result, first_peers[i] - first_peers[i - 1]);
  return result;
}

} // namespace

std::optional<std::string> population::find_error(const population_settings& x) {
  if (x.peers == 0 || x.swarms == 0)
    return "there must be a peer and a swarm at least";
  if (x.distribution != distribution::single && x.swarms > x.peers)
    return "there are more swarms than peers";
  if (x.big_swarm_percent > 100 || x.seeder_percent > 100)
    return "a share is more than 100 percent";
  const auto sources = divide_up(x.peers, ports_per_source);
  if (sources > sources_max || x.sources > sources_max)
    return "more than " + std::to_string(sources_max) + " source addresses";
  // Peers of different swarms may share address and port.
  const bool may_share = x.sources != 0 && divide_up(x.peers, x.sources) > ports_per_source;
  if (may_share && largest_of(starts(x)) > ports_per_source)
    return "the largest swarm has more peers than its source addresses have ports";
  return std::nullopt;
}

population::population(const population_settings& x)
    : seed_(mix(x.seed)),
      seeder_percent_(x.seeder_percent),
      sources_(
          std::min(x.sources != 0 ? x.sources : divide_up(x.peers, ports_per_source), x.peers)),
      peers_per_source_(divide_up(x.peers, sources_)),
      first_peer_(starts(x)) {
  // Rounding up can leave the last sources without peers.
  sources_ = divide_up(x.peers, peers_per_source_);
  swarm_of_peer_.resize(x.peers);
  for (std::uint32_t swarm = 0; swarm < swarms(); ++swarm)
    std::fill(
        swarm_of_peer_.begin() + first_peer_[swarm],
        swarm_of_peer_.begin() + first_peer_[swarm + 1], swarm);
}

peer_range population::peers_of_source(std::uint32_t source) const noexcept {
  const auto first = source * peers_per_source_;
  return {first, std::min(first + peers_per_source_, peers())};
}

std::uint32_t population::largest_swarm() const noexcept {
  return largest_of(first_peer_);
}

muster::info_hash population::info_hash_of(std::uint32_t swarm) const noexcept {
  std::array<std::uint64_t, 3> words;
  for (std::size_t i = 0; i < words.size(); ++i)
    words[i] = mix(seed_ ^ mix(std::uint64_t{swarm} * words.size() + i));
  muster::info_hash result;
  std::memcpy(result.bytes.data(), words.data(), result.bytes.size());
  return result;
}

peer_profile population::profile_of(std::uint32_t peer) const noexcept {
  static constexpr std::string_view alphabet =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
  peer_profile result;
  result.swarm = swarm_of_peer_[peer];
  result.port =
      static_cast<std::uint16_t>(port_first + peer % peers_per_source_ % ports_per_source);
  // The low bits serve the share of seeders, the others the peer_id: six for each character, and
  // the number of the peer itself makes it unique.
  const auto bits = mix(~seed_ ^ peer);
  result.is_seeder = (bits & 0xffff) * 100 >> 16 < seeder_percent_;
  auto rest = (bits & 0xffffffff00000000) | peer;
  auto* out = std::copy(peer_id_prefix.begin(), peer_id_prefix.end(), result.peer_id.bytes.data());
  for (; out != result.peer_id.bytes.data() + result.peer_id.bytes.size(); rest >>= 6)
    *out++ = static_cast<std::uint8_t>(alphabet[rest & 63]);
  return result;
}

} // namespace muster::load
