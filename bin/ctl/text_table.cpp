// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/ctl/text_table.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace muster::ctl {

text_table::text_table(std::vector<std::string> head) {
  for (auto& title : head) {
    is_right_.push_back(title.starts_with('>'));
    title.erase(0, is_right_.back() ? 1 : 0);
  }
  lines_.push_back(std::move(head));
}

void text_table::add(std::vector<std::string> cells) {
  lines_.push_back(std::move(cells));
}

std::string text_table::text(bool with_head) const {
  std::vector<std::size_t> widths(is_right_.size());
  for (const auto& line : lines_)
    for (std::size_t i = 0; i < line.size(); ++i)
      widths[i] = std::max(widths[i], line[i].size());
  std::string result;
  for (const auto& line : std::span{lines_}.subspan(with_head ? 0 : 1)) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      const std::string blanks(widths[i] - line[i].size(), ' ');
      result += i == 0 ? "" : "  ";
      result += is_right_[i] ? blanks + line[i] : line[i] + blanks;
    }
    result.erase(result.find_last_not_of(' ') + 1);
    result += '\n';
  }
  return result;
}

} // namespace muster::ctl
