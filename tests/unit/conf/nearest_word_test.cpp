// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE nearest_word_test

#include "conf/nearest_word.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace muster;

std::string_view nearest(std::string_view word) {
  static const std::vector<std::string_view> words{
      "reactors",
      "http.listeners",
      "http.head_timeout_seconds",
      "http.idle_timeout_seconds",
      "http.head_bytes_max",
      "log.level",
      "log.file"};
  return nearest_word(word, words);
}

} // namespace

CAF_TEST(the distance of equal words is zero) {
  CAF_CHECK_EQUAL(edit_distance("", ""), 0u);
  CAF_CHECK_EQUAL(edit_distance("level", "level"), 0u);
}

CAF_TEST(each character inserted or removed or replaced is one step) {
  CAF_CHECK_EQUAL(edit_distance("", "abc"), 3u);
  CAF_CHECK_EQUAL(edit_distance("abc", ""), 3u);
  CAF_CHECK_EQUAL(edit_distance("level", "levels"), 1u);
  CAF_CHECK_EQUAL(edit_distance("level", "lvel"), 1u);
  CAF_CHECK_EQUAL(edit_distance("level", "lebel"), 1u);
  CAF_CHECK_EQUAL(edit_distance("kitten", "sitting"), 3u);
}

CAF_TEST(a misspelled word is recognised) {
  CAF_CHECK_EQUAL(nearest("raectors"), "reactors");
  CAF_CHECK_EQUAL(nearest("http.listener"), "http.listeners");
  CAF_CHECK_EQUAL(nearest("log.fiel"), "log.file");
}

CAF_TEST(a forgotten section weighs little) {
  CAF_CHECK_EQUAL(nearest("listeners"), "http.listeners");
  CAF_CHECK_EQUAL(nearest("level"), "log.level");
}

CAF_TEST(a wrong section weighs little) {
  CAF_CHECK_EQUAL(nearest("announce.listeners"), "http.listeners");
}

CAF_TEST(a forgotten unit weighs little) {
  CAF_CHECK_EQUAL(nearest("http.idle_timeout"), "http.idle_timeout_seconds");
  CAF_CHECK_EQUAL(nearest("head_timeout"), "http.head_timeout_seconds");
}

CAF_TEST(of several words that are as near the first is taken) {
  const std::vector<std::string_view> words{"cat", "bat"};
  CAF_CHECK_EQUAL(nearest_word("rat", words), "cat");
}

CAF_TEST(something is near to every word) {
  CAF_CHECK_EQUAL(nearest(""), "log.file");
  CAF_CHECK_EQUAL(nearest(std::string(1 << 20, 'x') + "reactors").empty(), false);
}
