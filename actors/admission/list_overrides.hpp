// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "storage/access_list.hpp"

#include <memory>

namespace muster {

/// The access lists of the files with what operators have changed since the start on top.
///
/// What operators change outlives a reload of the files, but not the process: the files are theirs
/// to edit.
class list_overrides {
public:
  explicit list_overrides(std::shared_ptr<const access_lists> files);

  /// The files were read again.
  void files(std::shared_ptr<const access_lists> x);

  void deny(const info_hash& x);
  void allow(const info_hash& x);

  /// What holds now. Copies the lists if an operator has changed anything, so not for every
  /// announce.
  [[nodiscard]] std::shared_ptr<const access_lists> effective() const;

private:
  std::shared_ptr<const access_lists> files_;
  info_hash_set denied_;
  info_hash_set allowed_;
};

} // namespace muster
