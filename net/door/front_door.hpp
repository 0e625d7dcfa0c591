// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/admission/admission.hpp"
#include "actors/admission/rate_limiter.hpp"
#include "actors/admission/retry_backoff.hpp"
#include "actors/swarm/messages.hpp"
#include "net/door/scrape_gathering.hpp"
#include "net/load_shedding.hpp"
#include "net/settings.hpp"

#include <caf/actor.hpp>
#include <caf/execution_unit.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <random>

namespace muster {

struct swarm_context;

/// What a front door works with. All of it outlives the front door.
struct front_door_parts {
  muster::protocol protocol;
  const announce_settings& announce;
  const admission_settings& admission;
  const limit_settings& limits;
  rate_limiter& limiter;
  retry_backoff& backoff;
  swarm_context& context;
};

/// How a client is answered whose announce no swarm gets.
enum class outcome : std::uint8_t {
  /// As if it were done, without peers.
  reply,
  /// The same, with the reason if the protocol has a place for one.
  warning,
  /// With the reason alone.
  refuse,
};

/// What is the same for every protocol: steps 4 to 6 of an announce, and what is counted.
///
/// Belongs to a network actor and its reactor's thread.
class front_door {
public:
  /// @param self    the network actor that swarms answer to.
  /// @param runner  the reactor, which runs the swarms.
  /// @param now     the reactor's time, read whenever something is asked.
  /// @param seed    of the intervals and the choice of peers.
  front_door(
      const front_door_parts& parts, std::shared_ptr<const access_lists> lists,
      caf::actor_control_block* self, caf::execution_unit& runner, const timestamp& now,
      std::uint32_t seed);

  /// Counts an announce and says why it is turned away, or `refusal::none`.
  ///
  /// Who is beyond its rate may still say that it has stopped or completed: that is marked as
  /// `unless_known`, and its swarm decides.
  /// @param unread  why it could not be read as a whole, if so.
  refusal admit(announce_request& request, refusal unread);

  /// Sends an announce to its swarm, which answers the message `token` with `announced`.
  /// @returns nothing if so. Otherwise no swarm has got it, and what it is answered with at once:
  ///          `refusal::none` if there is no swarm and need not be one, or why there will be none.
  std::optional<refusal> forward(const announce_request& request, std::uint64_t token);

  /// Says how an announce is answered that no swarm gets.
  /// @param why  what `admit` or `forward` has said.
  [[nodiscard]] static constexpr outcome at_once(announce_event event, refusal why) noexcept {
    if (why == refusal::none)
      return outcome::reply;
    // A client whose `stopped` fails sends it again and again, so it always succeeds.
    return event == announce_event::stopped ? outcome::warning : outcome::refuse;
  }

  /// Counts a scrape and says why it is turned away, or `refusal::none`.
  /// @param unread  why it could not be read, if so.
  refusal admit_scrape(const address& source, refusal unread);

  /// Asks the swarms of a scrape that has begun for their counts; each answers the message `token`
  /// with `scraped`. Torrents without a swarm get what is remembered of them.
  /// @returns whether no swarm is going to answer, so that the scrape is complete.
  [[nodiscard]] bool scrape(scrape_gathering& x, std::uint64_t token);

  /// Counts what an announce has changed in its swarm, whether the swarm has turned it away, and
  /// how many peers its client gets.
  void count(const announced& answer) noexcept;
  void count_peers_sent(const address& to, std::size_t peers) noexcept;

  /// Whether a source may do one more of what is limited.
  [[nodiscard]] bool admits(limited what, const address& source) noexcept {
    return parts_.limiter.admits(what, source, now_);
  }

  /// What the next client is told, in seconds.
  [[nodiscard]] announce_intervals next_intervals();

  /// When a client that is refused may ask again.
  /// @param torrent  what it announced, if that is what it is refused for.
  [[nodiscard]] refusal_times
  next_times(refusal why, const address& source, const info_hash& torrent = {});

  /// From now on the reactor is busy for so many percent of its time.
  void load(std::uint32_t percent) noexcept {
    shedding_.load(percent);
  }

  void lists(std::shared_ptr<const access_lists> x) noexcept {
    admission_.lists(std::move(x));
  }

  /// What has been counted since the report was last taken; to be added to by the network actor.
  [[nodiscard]] statistics_report& report() noexcept {
    return report_;
  }

private:
  traffic& traffic_of(const address& source) noexcept;

  /// Notes who leaves a torrent without a swarm, in case that is still to be loaded and would bring
  /// the peer back. Says why that cannot be noted, or `refusal::none`.
  [[nodiscard]] refusal note_departure(const announce_request& request);

  /// Says why there cannot be another swarm on behalf of `source`, or `refusal::none`.
  [[nodiscard]] refusal check_new_swarm(const address& source) noexcept;

  /// The interval that all are told, longer under load.
  [[nodiscard]] std::chrono::seconds present_interval() const noexcept;

  /// A number of seconds that is longer or shorter at random, so that clients do not come in waves.
  [[nodiscard]] std::uint32_t vary(std::chrono::seconds x) noexcept;

  /// Counts a refusal, if it is one.
  refusal counted(refusal why) noexcept;

  front_door_parts parts_;
  admission admission_;
  load_shedding shedding_;
  caf::actor_control_block* self_;
  caf::execution_unit& runner_;
  const timestamp& now_;
  std::mt19937 random_; // 32 bits, all of which a choice of peers needs
  statistics_report report_;
};

} // namespace muster
