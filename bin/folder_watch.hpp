// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <string>

namespace muster {

/// Notices that a folder was moved away or removed, and another one has come in its place.
///
/// Keeps the folder open, so that no other one gets its inode. Belongs to one thread.
class folder_watch {
public:
  /// @param path  of a folder that is there; if it is not, the first one that comes is another.
  explicit folder_watch(std::string path);
  ~folder_watch();

  folder_watch(const folder_watch&) = delete;
  folder_watch& operator=(const folder_watch&) = delete;

  /// Whether another folder is in the place of the one that is watched. While there is none, it is
  /// not. Costs two system calls.
  [[nodiscard]] bool is_another() const noexcept;

  /// Watches the one that is there now.
  void accept() noexcept;

private:
  std::string path_;
  int descriptor_ = -1;
};

} // namespace muster
