// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/persistence/live_swarms.hpp"

#include "actors/swarm/messages.hpp"
#include "actors/swarm/swarm_context.hpp"
#include "actors/swarm/swarm_walk.hpp"
#include "net/protocol/query_string.hpp"
#include "storage/swarm_list.hpp"

#include <caf/result.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <algorithm>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>

namespace muster {

namespace {

using pointer = live_swarms_actor::stateful_pointer<live_swarms_state>;

/// How old the list may be. Chosen: twice as long as pages of it may be kept by others.
constexpr std::chrono::seconds fresh_for{10};

bool begins_with(const info_hash& x, std::string_view digits) {
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const int digit = x.bytes[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15;
    if (digit != hex_digit(digits[i]))
      return false;
  }
  return true;
}

/// Sorts what a query wants of `rows` to their front and drops all else: the rest is never sorted.
void keep_part(std::vector<swarm_sample>& rows, const swarm_query& query) {
  const auto comes_first = [&](const swarm_sample& a, const swarm_sample& b) {
    return stands_before(query, a, b);
  };
  const auto offset = std::min(query.offset, rows.size());
  const auto count = std::min({query.limit, swarm_query::limit_max, rows.size() - offset});
  const auto first = rows.begin() + static_cast<std::ptrdiff_t>(offset);
  if (offset < rows.size())
    std::nth_element(rows.begin(), first, rows.end(), comes_first);
  std::partial_sort(first, first + static_cast<std::ptrdiff_t>(count), rows.end(), comes_first);
  rows.erase(rows.begin(), first);
  rows.resize(count);
}

swarm_page part_of(const std::vector<swarm_sample>& all, const swarm_query& query) {
  swarm_page result;
  if (query.prefix.size() > 2 * info_hash::size)
    return result;
  std::ranges::copy_if(all, std::back_inserter(result.rows), [&](const swarm_sample& x) {
    return begins_with(x.info_hash, query.prefix);
  });
  result.total = result.rows.size();
  if (query.offset > swarm_query::offset_max)
    result.rows.clear();
  keep_part(result.rows, query);
  return result;
}

void answer_waiting(pointer self) {
  auto& state = self->state;
  for (auto& [query, answer] : std::exchange(state.waiting, {}))
    if (self->clock().now() < query.wanted_until)
      answer.deliver(part_of(state.rows, query.part));
    else
      answer.deliver(caf::make_error(caf::sec::request_timeout));
}

walk_plan plan_to_collect(std::vector<swarm_sample>& rows, std::size_t rows_max) {
  walk_plan plan;
  plan.question = scrape{};
  plan.on_answer = [&rows, rows_max](const swarm_answer& x) {
    const auto& [info_hash, counts] = std::get<scraped>(x).entry;
    if (rows.size() < rows_max)
      rows.push_back({info_hash, counts.seeders, counts.leechers, counts.completed_count});
  };
  plan.is_enough = [&rows, rows_max] {
    return rows.size() >= rows_max;
  };
  plan.on_end = [](std::size_t) {
    return caf::make_message(done{});
  };
  return plan;
}

/// Begins a walk, unless there is one.
void collect(pointer self) {
  auto& state = self->state;
  if (std::exchange(state.walking, true))
    return;
  auto rows = std::make_shared<std::vector<swarm_sample>>();
  const auto walker =
      self->spawn(swarm_walk, state.parts.context, plan_to_collect(*rows, state.parts.rows_max));
  const auto end = [self, rows] {
    self->state.walking = false;
    self->state.rows = std::move(*rows);
    self->state.collected = self->clock().now();
    answer_waiting(self);
  };
  self->request(walker, caf::infinite, begin_walk{})
      .then([end](const done&) { end(); }, [end](const caf::error&) { end(); });
}

caf::result<swarm_page> answer(pointer self, const list_query& x) {
  auto& state = self->state;
  if (self->clock().now() >= x.wanted_until)
    return caf::make_error(caf::sec::request_timeout);
  if (state.collected && self->clock().now() - *state.collected < fresh_for)
    return part_of(state.rows, x.part);
  if (state.waiting.size() == live_swarms_state::waiting_max)
    return caf::make_error(caf::sec::runtime_error);
  auto result = self->make_response_promise<swarm_page>();
  state.waiting.emplace_back(x, result);
  collect(self);
  return result;
}

} // namespace

live_swarms_actor::behavior_type live_swarms(pointer self, const live_swarms_parts& parts) {
  self->state.parts = parts;
  return {[self](const list_query& x) {
    return answer(self, x);
  }};
}

} // namespace muster
