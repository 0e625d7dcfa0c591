// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/swarm/swarm.hpp"

#include "actors/interfaces.hpp"
#include "actors/peers/peer_lister.hpp"
#include "actors/peers/peer_listing.hpp"
#include "actors/runtime/typed_message.hpp"
#include "actors/swarm/swarm_context.hpp"

#include <caf/actor_storage.hpp>

#include <algorithm>
#include <exception>
#include <new>
#include <utility>

namespace muster {

namespace {

/// What a swarm takes without peers: itself with CAF's control block and what the allocator adds,
/// and its place in the directory.
constexpr std::int64_t bytes_without_peers =
    sizeof(caf::actor_storage<swarm>) + sizeof(void*) + 2 * sizeof(caf::strong_actor_ptr);

/// What a peer takes for a while on its way to the store: 48 bytes in the answer, and 31 each in
/// the record, in the batch, in the log and in a buffer of the store, some of which grow by
/// doubling.
constexpr std::uint64_t peer_saved_bytes = 256;

/// Tells the budget what peers come to take of the heap, even if what makes them grow fails.
class growth_of {
public:
  growth_of(const peer_set& peers, memory_budget& memory) noexcept
      : peers_(peers), memory_(memory), before_(bytes()) {
    // nop
  }

  ~growth_of() {
    if (const auto growth = bytes() - before_; growth != 0)
      memory_.add(growth);
  }

  growth_of(const growth_of&) = delete;
  growth_of& operator=(const growth_of&) = delete;

private:
  [[nodiscard]] std::int64_t bytes() const noexcept {
    return static_cast<std::int64_t>(peers_.bytes());
  }

  const peer_set& peers_;
  memory_budget& memory_;
  std::int64_t before_;
};

} // namespace

swarm::swarm(
    caf::actor_config& cfg, swarm_context& context, const muster::info_hash& info_hash,
    std::uint32_t completed_count)
    : lean_actor(cfg),
      context_(context),
      info_hash_(info_hash),
      // The count that it begins with is in the store.
      is_recorded_(completed_count > 0),
      peers_(completed_count) {
  context_.memory.add(bytes_without_peers);
}

swarm::~swarm() {
  context_.memory.add(-bytes_without_peers - static_cast<std::int64_t>(peers_.bytes()));
}

void swarm::receive(caf::mailbox_element_ptr& message, caf::execution_unit* runner) {
  if (ended()) {
    receive_late(message, runner);
    return;
  }
  const growth_of noted{peers_, context_.memory};
  dispatch(*message, runner);
}

void swarm::on_failure(const caf::mailbox_element_ptr& message) noexcept {
  statistics_report report;
  report.requests_failed = 1;
  context_.changes.note(report);
  if (!message || message->mid.is_request())
    return;
  try {
    respond(*message, nullptr, not_done{});
  } catch (const std::exception&) {
    // Whoever asked does not wait for ever.
  }
}

void swarm::dispatch(caf::mailbox_element& message, caf::execution_unit* runner) {
  const auto& content = message.content();
  if (is<swarm_actor, muster::announce>(content))
    on_announce(message, runner);
  else if (is<swarm_actor, scrape>(content))
    on_scrape(message, runner);
  else if (is<swarm_actor, sweep>(content))
    on_sweep(message, runner);
  else if (is<swarm_actor, record_query>(content))
    on_record_query(message);
  else if (is<swarm_actor, restore>(content))
    on_restore(message);
  else if (is<swarm_actor, list_peers>(content))
    on_list_peers(message, runner);
  else if (is<swarm_actor, drop_peers>(content))
    on_drop_peers(message, runner);
  else if (handle_exit(message, runner) && ended())
    on_exit();
}

/// What reaches a swarm that has left the directory was sent by somebody who looked it up before.
void swarm::receive_late(caf::mailbox_element_ptr& message, caf::execution_unit* runner) {
  const auto& content = message->content();
  if (is<swarm_actor, muster::announce>(content))
    context_.directory.find_or_spawn(home_system(), info_hash_)
        ->enqueue(std::move(message), runner);
  else if (is<swarm_actor, restore>(content))
    context_.directory.find_or_spawn(home_system(), info_hash_)
        ->enqueue(std::move(message), runner);
  else if (is<swarm_actor, scrape>(content))
    answer_to<scrape>(
        *message, runner,
        scraped{{info_hash_, {.completed_count = context_.directory.completed_count(info_hash_)}}});
  else if (is<swarm_actor, record_query>(content))
    answer_to<record_query>(
        *message, runner,
        recorded{
            .info_hash = info_hash_,
            .ended = true,
            .number = content.get_as<record_query>(0).number});
  else if (is<swarm_actor, list_peers>(content))
    on_list_peers(*message, runner); // operators count the answers, and here nobody is left
  else if (is<swarm_actor, drop_peers>(content))
    on_drop_peers(*message, runner);
}

void swarm::on_announce(caf::mailbox_element& message, caf::execution_unit* runner) {
  announced answer;
  try {
    announce_peer(message.content().get_as<muster::announce>(0), answer);
    answer_to<muster::announce>(message, runner, std::move(answer));
  } catch (const std::exception&) {
    // Nobody is told what has changed, and yet it has.
    statistics_report report;
    report.add(answer.changes);
    context_.changes.note(report);
    throw;
  }
}

void swarm::announce_peer(const muster::announce& x, announced& answer) {
  const auto& [request, now, seed, is_hidden] = x;
  answer.reply = peers_.announce(
      request,
      {now,
       seed,
       context_.settings.peers_per_address_max,
       context_.memory.has_room_for_peers(),
       is_hidden,
       context_.settings.external_addresses,
       {context_.downloads, info_hash_}},
      answer.changes);
  if (answer.reply.refused == refusal::none)
    note(answer.changes);
  if (request.event == announce_event::stopped && context_.departures.is_open())
    context_.departures.note(info_hash_, {request.source, request.port});
}

void swarm::on_scrape(caf::mailbox_element& message, caf::execution_unit* runner) {
  answer_to<scrape>(message, runner, scraped{{info_hash_, peers_.counts()}});
}

void swarm::on_sweep(const caf::mailbox_element& message, caf::execution_unit* runner) {
  auto [now, oldest_alone, rest] = message.content().get_as<sweep>(0);
  const timestamp lifetime{context_.settings.peer_lifetime};
  statistics_report report;
  const auto oldest = now - std::min(now, lifetime);
  report.peers_expired = peers_.expire(oldest, rest, report.swarms);
  if (report.peers_expired == 0)
    report.swarms_evicted = std::uint64_t{peers_.evict(oldest_alone, report.swarms)};
  if (report.peers_expired > 0)
    note(report.swarms);
  if (peers_.empty()) {
    context_.directory.erase(*this);
    cleanup(caf::exit_reason::normal, nullptr);
    report.swarms_ended = 1;
  }
  if (report.swarms_ended > 0 || report.peers_expired > 0)
    context_.changes.note(report);
  if (!rest.is_done() && !ended()) // behind the announces that have come meanwhile
    enqueue(message_to<swarm_actor>(nullptr, sweep{now, oldest_alone, rest}), runner);
}

void swarm::on_record_query(caf::mailbox_element& message) {
  if (!context_.memory.take_room(peers_.size() * peer_saved_bytes))
    throw std::bad_alloc{};
  recorded answer{info_hash_, peers_.record(), peers_.counts()};
  answer.number = message.content().get_as<record_query>(0).number;
  // Before it is sent: if it cannot be written, all this is news again.
  has_news_.store(false, std::memory_order_relaxed);
  is_recorded_.store(true, std::memory_order_relaxed);
  answer.counts_have_changed = counts_have_changed_.exchange(false, std::memory_order_relaxed);
  const bool counts_have_changed = answer.counts_have_changed;
  try {
    answer_to<record_query>(message, nullptr, std::move(answer));
  } catch (const std::exception&) {
    set_news();
    if (counts_have_changed)
      set_counts_have_changed();
    throw;
  }
}

void swarm::on_restore(caf::mailbox_element& message) {
  const auto& [record, now] = message.content().get_as<restore>(0);
  const auto departed = context_.departures.take(info_hash_);
  const timestamp lifetime{context_.settings.peer_lifetime};
  statistics_report report;
  peers_.restore(
      record,
      {now,
       now > lifetime ? now - lifetime : timestamp{},
       departed,
       {context_.downloads, info_hash_}},
      report.swarms);
  context_.changes.note(report);
  is_recorded_.store(true, std::memory_order_relaxed);
  // Whether the last run sampled what it saved is not known. It is no news by itself.
  set_counts_have_changed();
  answer_to<restore>(message, nullptr, restored{});
}

void swarm::note(const swarm_changes& changes) {
  set_news();
  if (changes != swarm_changes{})
    set_counts_have_changed();
}

void swarm::on_list_peers(caf::mailbox_element& message, caf::execution_unit* runner) {
  answer_to<list_peers>(
      message, runner, list(peers_, info_hash_, message.content().get_as<list_peers>(0)));
}

void swarm::on_drop_peers(caf::mailbox_element& message, caf::execution_unit* runner) {
  statistics_report report;
  const auto dropped = peers_.drop(message.content().get_as<drop_peers>(0).source, report.swarms);
  if (dropped > 0) {
    note(report.swarms);
    context_.changes.note(report);
  }
  answer_to<drop_peers>(message, runner, peers_dropped{dropped});
}

void swarm::on_exit() {
  context_.directory.erase(*this);
  statistics_report report;
  peers_.clear(report.swarms);
  report.swarms_ended = 1;
  context_.changes.note(report);
}

} // namespace muster
