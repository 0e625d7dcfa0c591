// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <caf/abstract_actor.hpp>
#include <caf/actor_config.hpp>
#include <caf/attachable.hpp>
#include <caf/error.hpp>
#include <caf/execution_unit.hpp>
#include <caf/mailbox_element.hpp>

#include <cstddef>

namespace muster {

/// An actor with monitors and links. It takes 64 bytes where CAF's `monitorable_actor` takes 120,
/// 48 of them for a condition variable that only blocking actors wait on.
///
/// Does not remember why it ended: who monitors it or links to it afterwards is told
/// `exit_reason::unknown`. All functions may be called from any thread.
class watchable_actor : public caf::abstract_actor {
public:
  void attach(caf::attachable_ptr watcher) override;

  std::size_t detach(const caf::attachable::token& what) override;

  void add_link(caf::abstract_actor* other) override;

  void remove_link(caf::abstract_actor* other) override;

  bool add_backlink(caf::abstract_actor* other) override;

  bool remove_backlink(caf::abstract_actor* other) override;

protected:
  explicit watchable_actor(caf::actor_config& cfg);

  /// Whether this actor has ended, by itself or because it was told to.
  [[nodiscard]] bool ended() const {
    return getf(is_cleaned_up_flag);
  }

  /// Ends this actor and tells whoever watches it why, the first time it is called.
  void cleanup(const caf::error& reason, caf::execution_unit* runner);

  /// Ends this actor if `message` says so and why.
  /// @returns whether it was an exit message.
  bool handle_exit(const caf::mailbox_element& message, caf::execution_unit* runner);

private:
  /// @pre `mtx_` is held, as with the next ones
  void add(caf::attachable_ptr watcher);

  [[nodiscard]] bool has(const caf::attachable::token& what) const;

  /// Removes the first that matches.
  bool remove(const caf::attachable::token& what);

  /// Protected by `mtx_`.
  caf::attachable_ptr watchers_;
};

} // namespace muster
