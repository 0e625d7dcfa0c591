// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "conf/regular_file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace muster {

std::variant<regular_file, std::string> regular_file::open(const std::string& path) {
  regular_file result{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
  struct stat status {};
  if (result.descriptor_ < 0 || ::fstat(result.descriptor_, &status) != 0)
    return path + ": cannot be read: " + std::strerror(errno);
  if (!S_ISREG(status.st_mode))
    return path + ": expected a regular file, not a folder, pipe or device";
  return result;
}

regular_file::~regular_file() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
}

regular_file::regular_file(regular_file&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {
  // nop
}

std::optional<std::size_t> regular_file::read(std::span<char> out) noexcept {
  const auto size = ::read(descriptor_, out.data(), out.size());
  if (size < 0)
    return std::nullopt;
  return static_cast<std::size_t>(size);
}

} // namespace muster
