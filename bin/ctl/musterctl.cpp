// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/configuration.hpp"
#include "bin/ctl/commands.hpp"
#include "bin/ctl/prompt.hpp"
#include "bin/ctl/relay.hpp"
#include "bin/standard_streams.hpp"

#include <exception>
#include <filesystem>
#include <iostream>
#include <unistd.h>

namespace {

using namespace muster::ctl;

/// What holds without options: the data directory of a musterd without options.
invocation defaults() {
  const std::filesystem::path folder{muster::configuration{}.data_dir};
  return {{}, (folder / muster::operator_socket_name).string(), std::nullopt};
}

exit_code start(const invocation& x) {
  if (x.request.verb == verb::relay)
    return relay(x.socket, STDIN_FILENO, STDOUT_FILENO, std::cerr);
  connection to{x.socket, x.remote};
  return x.request.verb == verb::prompt ? run_prompt(x, to)
                                        : run(x.request, to, std::cout, std::cerr);
}

} // namespace

int main(int argc, char** argv) {
  muster::open_closed_streams();
  try {
    const auto parsed = parse_command_line({argv + 1, argv + argc}, defaults());
    if (const auto* exit = std::get_if<early_exit>(&parsed)) {
      (exit->code == exit_code::ok ? std::cout : std::cerr) << exit->text << std::flush;
      return static_cast<int>(exit->code);
    }
    return static_cast<int>(start(std::get<invocation>(parsed)));
  } catch (const std::exception& error) {
    std::cerr << "musterctl: " << error.what() << '\n';
    return static_cast<int>(exit_code::refused);
  }
}
