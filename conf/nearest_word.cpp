// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "conf/nearest_word.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace muster {

namespace {

/// Longer than any option; a limit because words come from outside.
constexpr std::size_t word_bytes_max = 128;

std::string_view without_section(std::string_view key) {
  return key.substr(key.rfind('.') + 1);
}

std::string_view without_unit(std::string_view key) {
  return key.substr(0, key.rfind('_'));
}

/// How far `word` is from `candidate`, if a missing section or unit counts as one step.
std::size_t distance(std::string_view word, std::string_view candidate) {
  const auto own = without_section(word);
  const auto name = without_section(candidate);
  return std::min(
      {edit_distance(word, candidate), edit_distance(own, name) + 1,
       edit_distance(own, without_unit(name)) + 2});
}

} // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  // The usual table, of which only one row is needed: row[j] is the distance from the part of `a`
  // read so far to the first j characters of `b`.
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const auto replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

std::string_view nearest_word(std::string_view word, std::span<const std::string_view> words) {
  word = word.substr(0, word_bytes_max);
  return *std::min_element(words.begin(), words.end(), [&](auto a, auto b) {
    return distance(word, a) < distance(word, b);
  });
}

} // namespace muster
