// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/history_rows.hpp"

#include "storage/record.hpp"

namespace muster {

namespace {

/// A time as the number that it is.
template <class Archive>
void serialize_time(Archive& archive, timestamp& x) {
  auto seconds = x.count();
  archive(seconds);
  x = timestamp{seconds};
}

template <class Archive>
void serialize_traffic(Archive& archive, decltype(tracker_sample::traffic)& x) {
  constexpr std::size_t bytes = family_count * 2 * sizeof(std::uint64_t);
  x.resize(serialize_count(archive, x.size(), bytes));
  for (auto& protocol : x)
    for (auto& family : protocol)
      archive(family.announces, family.scrapes);
}

} // namespace

template <class Archive>
void serialize(Archive& archive, latest_row& x, std::uint8_t) {
  archive(x.seeders, x.leechers, x.completed);
  serialize_time(archive, x.changed);
  for (auto& mark : x.marks)
    archive(mark.peak, mark.kept);
}

template <class Archive>
void serialize(Archive& archive, swarm_row& x, std::uint8_t) {
  archive(x.seeders, x.leechers, x.completed, x.peak, x.second);
}

template <class Archive>
void serialize(Archive& archive, bucket_row& x, std::uint8_t) {
  archive(x.rows);
}

template <class Archive>
void serialize(Archive& archive, tier_row& x, std::uint8_t) {
  archive(x.peers_min);
  serialize_time(archive, x.changed);
}

template <class Archive>
void serialize(Archive& archive, index_row& x, std::uint8_t) {
  archive(x.swarms, x.complete);
  for (auto& byte : x.next.bytes)
    archive(byte);
}

template <class Archive>
void serialize(Archive& archive, tracker_sample& x, std::uint8_t) {
  archive(x.seconds, x.seeders, x.leechers, x.swarms_active, x.swarms);
  archive(x.completed, x.refusals, x.resident_bytes);
  serialize_traffic(archive, x.traffic);
}

std::string write_row(const latest_row& x) {
  return write_record(x);
}

std::string write_row(const swarm_row& x) {
  return write_record(x);
}

std::string write_row(const bucket_row& x) {
  return write_record(x);
}

std::string write_row(const tier_row& x) {
  return write_record(x);
}

std::string write_row(const index_row& x) {
  return write_record(x);
}

std::string write_row(const tracker_sample& x) {
  return write_record(x);
}

record_status read_row(std::string_view bytes, latest_row& out) {
  return read_record(bytes, out);
}

record_status read_row(std::string_view bytes, swarm_row& out) {
  return read_record(bytes, out);
}

record_status read_row(std::string_view bytes, bucket_row& out) {
  return read_record(bytes, out);
}

record_status read_row(std::string_view bytes, tier_row& out) {
  return read_record(bytes, out);
}

record_status read_row(std::string_view bytes, index_row& out) {
  return read_record(bytes, out);
}

record_status read_row(std::string_view bytes, tracker_sample& out) {
  return read_record(bytes, out);
}

} // namespace muster
