// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/standard_streams.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace muster {

void open_closed_streams() noexcept {
  int opened = STDIN_FILENO;
  while (opened >= 0 && opened <= STDERR_FILENO)
    opened = ::open("/dev/null", O_RDWR); // gets the least number that is free
  if (opened >= 0)
    ::close(opened);
}

} // namespace muster
