// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/persistence/swarm_loader.hpp"

#include <algorithm>
#include <string_view>

namespace muster {

namespace {

std::string hex_of(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string result;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    result += digits[byte >> 4];
    result += digits[byte & 15];
  }
  return result;
}

void drop_older(std::vector<stored_peer>& peers, timestamp oldest) {
  std::erase_if(peers, [oldest](const stored_peer& x) { return x.last_seen < oldest; });
}

bool has_peers(const swarm_record& x) {
  return !x.peers.empty() || !x.peers6.empty();
}

std::string_view text_of(record_status status) {
  return status == record_status::newer_version ? "written by a newer musterd"
                                                : "not what was written";
}

} // namespace

swarm_loader::swarm_loader(const store& records, timestamp oldest, const std::string& after)
    : cursor_(records.cursor(record_kind::swarms)), oldest_(oldest), last_key_(after) {
  if (!after.empty())
    cursor_.seek(after + '\0'); // the next that there can be
}

loaded_slice swarm_loader::read() {
  loaded_slice result;
  skip_unreadable(result); // the first place of all may be damaged
  for (std::size_t i = 0; i < slice_records && cursor_.valid(); ++i) {
    read_one(result);
    last_key_ = cursor_.key();
    cursor_.next();
    skip_unreadable(result);
  }
  return result;
}

void swarm_loader::read_one(loaded_slice& out) {
  const auto key = cursor_.key();
  info_hash swarm;
  if (key.size() != info_hash::size) {
    out.skipped.emplace_back(hex_of(key), "expected a key of 20 bytes");
    return;
  }
  std::copy(key.begin(), key.end(), swarm.bytes.begin());
  swarm_record record;
  const auto status = read_swarm_record(cursor_.value(), record);
  if (status != record_status::ok) {
    out.skipped.emplace_back(hex_of(key), text_of(status));
    return;
  }
  const bool had_peers = has_peers(record);
  drop_older(record.peers, oldest_);
  drop_older(record.peers6, oldest_);
  if (has_peers(record)) {
    out.swarms.emplace_back(swarm, std::move(record));
    return;
  }
  out.ended.push_back(swarm);
  if (record.completed_count > 0)
    out.completed.emplace_back(swarm, record.completed_count);
  if (had_peers || record.completed_count == 0)
    out.stale.push_back(swarm);
}

void swarm_loader::skip_unreadable(loaded_slice& out) {
  const auto error = cursor_.valid() ? std::nullopt : cursor_.error();
  if (!error)
    return;
  cursor_.skip_unreadable();
  out.skipped.emplace_back(
      cursor_.valid() ? "before " + hex_of(cursor_.key()) : "the last ones", error->message);
}

} // namespace muster
