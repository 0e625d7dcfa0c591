// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace muster::ctl {

/// Lines of cells under a head, in columns as wide as they need.
class text_table {
public:
  /// @param head  one title per column; those that begin with `>` are aligned right.
  explicit text_table(std::vector<std::string> head);

  /// @param cells  as many as there are columns.
  void add(std::vector<std::string> cells);

  /// @param with_head  false to go on with a table of the same columns.
  [[nodiscard]] std::string text(bool with_head = true) const;

private:
  std::vector<bool> is_right_;
  std::vector<std::vector<std::string>> lines_;
};

} // namespace muster::ctl
