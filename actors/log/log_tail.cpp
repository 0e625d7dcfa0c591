// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/log/log_tail.hpp"

#include "actors/log/log_format.hpp"

#include <algorithm>

namespace muster {

void log_tail::add(const log_record& x) {
  if (records_.size() == lines_max)
    records_.pop_front();
  records_.push_back(x);
  ++added_;
}

log_page log_tail::read(const log_query& question) const {
  // What is no level is let through: musterctl has looked at it, and more is no harm.
  const auto level = parse_log_level(question.level).value_or(log_level::debug);
  const auto format = question.json ? log_format::json : log_format::logfmt;
  const auto first = std::clamp(question.from, oldest(), added_ + 1);
  const bool has_lost = question.from != 0 && question.from < first;
  log_page result{{}, first, has_lost ? first - question.from : 0};
  for (; result.next <= added_ && result.lines.size() < page_lines_max; ++result.next) {
    const auto& record = records_[result.next - oldest()];
    if (record.level >= level)
      result.lines.push_back(write_line(record, format));
  }
  return result;
}

} // namespace muster
