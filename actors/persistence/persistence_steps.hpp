// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"
#include "actors/persistence/messages.hpp"
#include "actors/persistence/persistence.hpp"
#include "actors/swarm/messages.hpp"

#include <caf/error.hpp>
#include <caf/result.hpp>

#include <optional>
#include <string>

// What the persistence actor does, step by step. `persistence.cpp` says which message leads to
// which step.
namespace muster {

using persistence_pointer = persistence_actor::stateful_pointer<persistence_state>;

/// An answer to whoever asked for what cannot be done.
[[nodiscard]] caf::error to_error(const std::string& message);

/// Opens the store, unless it is open, and begins to load; tries again later if that cannot be.
void open_store(persistence_pointer self);

/// Opens the history of a store that is open.
[[nodiscard]] std::optional<storage_error> open_history(persistence_state& state);

/// Tells the statistics actor how the store is.
void report_store(persistence_pointer self);

/// Notes that the store has failed; the log says so when it begins.
void fail(persistence_pointer self, const storage_error& error);

/// Notes that the store goes on to another state; the log says so if it had failed.
void enter(persistence_pointer self, store_state next);

/// Notes that the store could be written.
void succeed(persistence_pointer self);

// -- the clock: whether to believe it -------------------------------------------------------------

/// Whether what the clock says can be, after what the store knows. The log says so if not.
/// @returns what went wrong with the store.
std::optional<storage_error> look_at_clock(persistence_pointer self);

/// Believes the clock by now, unless it was set since the start.
void look_again_at_clock(persistence_pointer self);

/// Believes the clock, because somebody says so.
caf::result<done> trust(persistence_pointer self);

// -- loading: from the store to the swarms, a slice at a time -------------------------------------

void start_loading(persistence_pointer self);
void load_next_slice(persistence_pointer self);

/// A swarm has taken back what was known of it, or could not.
void count_restored(persistence_pointer self, bool is_loaded);

/// Goes on without swarms that have not answered since this was last called.
void look_for_restored(persistence_pointer self);

// -- saving: from the swarms to the store, a step of a walk at a time -----------------------------

void start_saving(persistence_pointer self);
void save_some(persistence_pointer self);

/// Takes the answer of a swarm.
void take_record(persistence_pointer self, const recorded& x);

/// Goes on without that of a swarm that could give none.
void go_on_without_record(persistence_pointer self);

/// Same without those that have not answered since this was last called.
void look_for_records(persistence_pointer self);

/// Saves everything as fast as it can.
caf::result<done> save_all(persistence_pointer self);

/// Same, before the tracker ends.
caf::result<done> save_last(persistence_pointer self, const last_round& x);

} // namespace muster
