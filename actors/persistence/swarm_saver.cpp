// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/persistence/swarm_saver.hpp"

#include "actors/swarm/swarm.hpp"
#include "actors/swarm/swarm_directory.hpp"
#include "storage/history.hpp"
#include "storage/store.hpp"

#include <algorithm>

namespace muster {

namespace {

/// Samples between two looks at the time. Chosen: some ten milliseconds.
constexpr std::size_t slice_samples = 1024;

} // namespace

void swarm_saver::begin(std::size_t shard, std::span<const caf::strong_actor_ptr> asked) {
  if (knows_time_)
    for (const auto& x : directory_.take_ended(shard)) {
      // Before the records: that of a torrent which has another swarm by now prevails.
      add_end(x);
      ended_.push_back(x);
    }
  asked_.insert(asked_.end(), asked.begin(), asked.end());
}

void swarm_saver::add_end(const info_hash& x) {
  if (const auto count = directory_.completed_count(x); count > 0)
    batch_.put(record_kind::swarms, x.view(), write_swarm_record({.completed_count = count}));
  else if (!has_record(x))
    batch_.erase(record_kind::swarms, x.view());
}

/// Whether the torrent has a swarm again, which has taken its count over and will be recorded or
/// end itself. Until then the count is nowhere but in the record that there is.
bool swarm_saver::has_record(const info_hash& x) const {
  const auto found = directory_.find(x);
  return found && static_cast<swarm&>(*found->get()).is_recorded();
}

void swarm_saver::add(const recorded& x) {
  if (x.number == query_number_)
    ++answers_;
  else if (auto found = directory_.find(x.info_hash))
    late_.push_back(std::move(found));
  if (x.ended)
    return;
  ++saved_;
  batch_.put(record_kind::swarms, x.info_hash.view(), write_swarm_record(x.record));
  if (x.counts_have_changed)
    add_sample(x);
}

void swarm_saver::add_sample(const recorded& x) {
  const swarm_sample sample{
      x.info_hash, x.counts.seeders, x.counts.leechers, x.counts.completed_count};
  if (!knows_time_) {
    if (const auto found = directory_.find(x.info_hash))
      static_cast<swarm&>(*found->get()).set_counts_have_changed();
  } else if (!puts_off_) {
    samples_.push_back(sample);
  } else if (later_.size() < samples_put_off_max) {
    later_.push_back(sample);
  } else {
    ++left_out_;
  }
}

std::optional<storage_error> swarm_saver::write(store& records, history& samples, timestamp now) {
  auto error = batch_.empty() ? std::nullopt : write_all(records, samples, now);
  if (error)
    give_back();
  clear();
  return error;
}

std::optional<storage_error>
swarm_saver::write_all(store& records, history& samples, timestamp now) {
  // One that was given back may have ended again.
  std::sort(ended_.begin(), ended_.end());
  ended_.erase(std::unique(ended_.begin(), ended_.end()), ended_.end());
  // Out of the list first: a record that is there yet brings the next start to it, a row does not.
  if (auto error = samples.forget(ended_, now))
    return error;
  if (auto error = records.write(batch_, false))
    return error;
  return samples.add(now, samples_);
}

void swarm_saver::give_back() {
  for (const auto* swarms : {&asked_, &late_})
    for (const auto& x : *swarms)
      static_cast<swarm&>(*x->get()).set_news();
  for (const auto& x : samples_)
    if (const auto found = directory_.find(x.info_hash))
      static_cast<swarm&>(*found->get()).set_counts_have_changed();
  for (const auto& x : ended_)
    directory_.give_back_ended(swarm_directory::shard_number(x), std::span{&x, 1});
}

void swarm_saver::clear() {
  asked_.clear();
  late_.clear();
  answers_ = 0;
  saved_ = 0;
  ended_.clear();
  samples_.clear();
  batch_.clear();
}

// Of a swarm that was saved twice the second sample holds, and one that has ended since has none.
void swarm_saver::settle_samples() {
  std::reverse(later_.begin(), later_.end());
  std::stable_sort(later_.begin(), later_.end(), [](const auto& a, const auto& b) {
    return a.info_hash < b.info_hash;
  });
  const auto is_same = [](const auto& a, const auto& b) {
    return a.info_hash == b.info_hash;
  };
  later_.erase(std::unique(later_.begin(), later_.end(), is_same), later_.end());
  std::erase_if(later_, [this](const auto& x) { return !directory_.find(x.info_hash); });
}

swarm_saver::missing_samples
swarm_saver::write_samples(history& samples, timestamp now, const std::function<bool()>& has_time) {
  settle_samples();
  std::span<const swarm_sample> rest{later_};
  while (!rest.empty() && has_time()) {
    const auto slice = rest.first(std::min(slice_samples, rest.size()));
    if (samples.add(now, slice))
      break;
    rest = rest.subspan(slice.size());
  }
  missing_samples result{rest.size() + left_out_, {}};
  if (left_out_ == 0 && !rest.empty()) // of those that were left out nobody knows which they are
    result.from = rest.front().info_hash;
  later_.clear();
  left_out_ = 0;
  return result;
}

} // namespace muster
