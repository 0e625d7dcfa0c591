// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/swarm_saver.hpp"

#include "actors/swarm.hpp"
#include "actors/swarm_directory.hpp"
#include "storage/history.hpp"
#include "storage/store.hpp"

#include <algorithm>

namespace muster {

void swarm_saver::begin(std::size_t shard, std::span<const caf::strong_actor_ptr> asked) {
  shard_ = shard;
  answers_ = 0;
  saved_ = 0;
  batch_.clear();
  samples_.clear();
  ended_ = directory_.take_ended(shard);
  // One that was given back may have ended again.
  std::sort(ended_.begin(), ended_.end());
  ended_.erase(std::unique(ended_.begin(), ended_.end()), ended_.end());
  // Before the records: that of a torrent which has another swarm by now prevails.
  for (const auto& x : ended_)
    batch_.erase(record_kind::swarms, x.view());
  asked_ = asked;
}

void swarm_saver::add(const recorded& x) {
  ++answers_;
  if (x.ended)
    return;
  ++saved_;
  batch_.put(record_kind::swarms, x.info_hash.view(), write_swarm_record(x.record));
  if (x.counts_have_changed)
    samples_.push_back(
        {x.info_hash, x.counts.seeders, x.counts.leechers, x.counts.completed_count});
}

std::optional<storage_error> swarm_saver::write(store& records, history& samples, timestamp now) {
  if (batch_.empty())
    return std::nullopt;
  auto error = records.write(batch_, false);
  if (!error)
    error = samples.forget(ended_, now);
  if (!error)
    error = samples.add(now, samples_);
  if (error)
    give_back();
  return error;
}

void swarm_saver::give_back() {
  for (const auto& x : asked_)
    static_cast<swarm&>(*x->get()).set_news();
  for (const auto& x : samples_)
    if (const auto found = directory_.find(x.info_hash))
      static_cast<swarm&>(*found->get()).set_counts_have_changed();
  directory_.give_back_ended(shard_, ended_);
}

} // namespace muster
