// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/protocol/http_scrape.hpp"

#include "net/protocol/bencode.hpp"
#include "net/protocol/limits.hpp"
#include "net/protocol/query_string.hpp"

#include <algorithm>

namespace muster {

namespace {

void write_entry(const scrape_entry& entry, std::string& out) {
  bencode::write(entry.info_hash.view(), out);
  out += 'd';
  bencode::write_entry("complete", entry.counts.seeders, out);
  bencode::write_entry("downloaded", entry.counts.completed_count, out);
  // Some clients look for `incomplete` right behind `downloaded`.
  if (entry.counts.downloaders != entry.counts.leechers)
    bencode::write_entry("downloaders", entry.counts.downloaders, out);
  bencode::write_entry("incomplete", entry.counts.leechers, out);
  out += 'e';
}

refusal collect(std::string_view query, std::size_t hashes_max, scrape_entries& out) {
  auto result = refusal::none;
  for_each_parameter(query, [&](std::string_view key, std::string_view value) {
    if (result != refusal::none || decoded_text{key}.view() != "info_hash")
      return;
    scrape_entry entry;
    const auto size = percent_decode(value, entry.info_hash.bytes);
    if (size != info_hash::size && size != limits::info_hash_v2_bytes)
      result = refusal::invalid_info_hash;
    else if (out.size() == hashes_max)
      result = refusal::oversized_scrape;
    else
      out.push_back(entry);
  });
  if (result == refusal::none && out.empty())
    result = refusal::full_scrape;
  return result;
}

} // namespace

http_scrape parse_http_scrape(std::string_view query, std::size_t hashes_max) {
  http_scrape result;
  auto& entries = result.entries;
  result.refusal = collect(query, hashes_max, entries);
  const auto by_hash = [](const auto& a, const auto& b) {
    return a.info_hash < b.info_hash;
  };
  const auto same = [](const auto& a, const auto& b) {
    return a.info_hash == b.info_hash;
  };
  std::sort(entries.begin(), entries.end(), by_hash);
  entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());
  return result;
}

void write_http_scrape_reply(
    const scrape_entries& entries, std::uint32_t min_interval, std::string& out) {
  out += 'd';
  bencode::write("files", out);
  out += 'd';
  for (const auto& entry : entries)
    write_entry(entry, out);
  out += 'e';
  bencode::write("flags", out);
  out += 'd';
  bencode::write_entry("min_request_interval", min_interval, out);
  out += "ee";
}

} // namespace muster
