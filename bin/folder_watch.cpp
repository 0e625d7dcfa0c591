// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/folder_watch.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace muster {

folder_watch::folder_watch(std::string path) : path_(std::move(path)) {
  accept();
}

folder_watch::~folder_watch() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
}

bool folder_watch::is_another() const noexcept {
  struct stat there {};
  struct stat watched {};
  if (::stat(path_.c_str(), &there) != 0 || !S_ISDIR(there.st_mode))
    return false;
  return ::fstat(descriptor_, &watched) != 0 || there.st_dev != watched.st_dev
         || there.st_ino != watched.st_ino;
}

void folder_watch::accept() noexcept {
  const int now = ::open(path_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (const int before = std::exchange(descriptor_, now); before >= 0)
    ::close(before);
}

} // namespace muster
