// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/log/log_record.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/type_id.hpp>

#include <cstdint>
#include <string>
#include <vector>

// Messages to the logger, besides `log_record`. Operators' questions are passed on to it as they
// came over their socket, so those have type ids.
namespace muster {

/// Time to open the log file anew, because it was moved away.
struct log_reopen {};

/// Time to log how many records were left out.
struct left_out_tick {};

/// Asks for lines of the log. If there is none yet, the answer comes with the next one.
struct log_query {
  /// The first line wanted, as the last answer told it; 0: the oldest that is kept.
  std::uint64_t from = 0;
  /// Lines of less weight are left out.
  std::string level = "debug";
  bool json = false;
  /// Whether to wait for a line if there is none.
  bool waits = false;
};

template <class Inspector>
auto inspect(Inspector& f, log_query& x) {
  return f(x.from, x.level, x.json, x.waits);
}

/// Some lines of the log.
struct log_page {
  std::vector<std::string> lines;
  /// The `from` of the next question.
  std::uint64_t next = 0;
  /// Lines after `from` that are not kept any more.
  std::uint64_t lost = 0;
};

template <class Inspector>
auto inspect(Inspector& f, log_page& x) {
  return f(x.lines, x.next, x.lost);
}

} // namespace muster

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::log_record)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::log_reopen)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::left_out_tick)

// The order is part of the operators' protocol, see actors/operator/messages.hpp.
CAF_BEGIN_TYPE_ID_BLOCK(muster_log, caf::first_custom_type_id)

CAF_ADD_TYPE_ID(muster_log, (muster::log_query))
CAF_ADD_TYPE_ID(muster_log, (muster::log_page))

CAF_END_TYPE_ID_BLOCK(muster_log)
