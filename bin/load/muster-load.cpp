// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/load_command_line.hpp"
#include "bin/load/load_run.hpp"
#include "bin/load/population.hpp"
#include "bin/standard_streams.hpp"

#include <exception>
#include <iostream>
#include <variant>

namespace {

void print_info_hashes(const muster::load::population& peers) {
  for (std::uint32_t swarm = 0; swarm < peers.swarms(); ++swarm)
    std::cout << to_hex(peers.info_hash_of(swarm)) << '\n';
}

int run(const muster::load::load_options& options) {
  if (options.print_info_hashes) {
    print_info_hashes(muster::load::population{options.population});
    return 0;
  }
  const auto result = muster::load::run_load(options);
  std::cout << (options.json ? json_report(result) : text_report(result));
  return result.is_good() ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
  muster::open_closed_streams();
  const auto parsed = muster::load::parse_command_line(argc, argv, std::cout, std::cerr);
  if (const auto* exit_code = std::get_if<int>(&parsed))
    return *exit_code;
  try {
    return run(std::get<muster::load::load_options>(parsed));
  } catch (const std::exception& error) {
    std::cerr << "muster-load: " << error.what() << '\n';
    return 1;
  }
}
