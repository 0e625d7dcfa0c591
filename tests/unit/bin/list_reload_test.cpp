// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE list_reload_test

#include "bin/list_reload.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/torrent_lists.hpp"

#include <caf/test/unit_test.hpp>

#include <future>
#include <mutex>
#include <new>
#include <string>
#include <vector>

namespace {

using namespace muster;

/// Notes how many torrents each result has, or -1 for a mistake.
struct fixture {
  test::scratch_folder folder;
  std::mutex mutex;
  std::vector<int> results;
  /// What happens when a result is used.
  std::function<void()> when_used = [] {
  };
  std::optional<list_reload> sut; // the last one, so that its thread ends before what it uses

  fixture() {
    sut.emplace([this](list_reload::result x) {
      const auto* lists = std::get_if<access_lists>(&x);
      {
        const std::lock_guard guard{mutex};
        results.push_back(lists != nullptr ? static_cast<int>(lists->denied.size()) : -1);
      }
      when_used();
    });
  }

  /// A list of so many torrents.
  std::string list(std::size_t torrents) const {
    return folder.write("list" + std::to_string(torrents), test::a_list_of_torrents(torrents));
  }

  bool has_results(const std::vector<int>& expected) {
    return test::eventually([&] {
      const std::lock_guard guard{mutex};
      return results == expected;
    });
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(list_reload_tests, fixture)

CAF_TEST(lists are read on another thread as often as they are asked for) {
  sut->request("", list(3));
  CAF_CHECK(has_results({3}));
  sut->request("", list(4));
  CAF_CHECK(has_results({3, 4}));
}

CAF_TEST(a mistake is told and the next list is read) {
  sut->request("", folder.write("wrong", "abc\n"));
  CAF_CHECK(has_results({-1}));
  sut->request("", list(1));
  CAF_CHECK(has_results({-1, 1}));
}

CAF_TEST(lists for which there is no memory are a mistake and the next ones are read) {
  when_used = [first = true]() mutable {
    if (std::exchange(first, false))
      throw std::bad_alloc{};
  };
  sut->request("", list(3));
  CAF_CHECK(has_results({3, -1}));
  sut->request("", list(4));
  CAF_CHECK(has_results({3, -1, 4}));
}

CAF_TEST(what is asked for meanwhile is read afterwards and only the last of it) {
  std::promise<void> used;
  std::promise<void> go_on;
  auto may_go_on = go_on.get_future().share();
  when_used = [&, first = true]() mutable {
    if (std::exchange(first, false)) {
      used.set_value();
      may_go_on.wait();
    }
  };
  sut->request("", list(1));
  used.get_future().wait();
  sut->request("", list(2));
  sut->request("", list(3));
  go_on.set_value();
  CAF_CHECK(has_results({1, 3}));
}

CAF_TEST(what is being read is abandoned in the end) {
  // Sixty thousand lines are some forty looks at whether to go on.
  sut->request("", list(60'000));
  sut.reset();
  const std::lock_guard guard{mutex};
  CAF_CHECK(results.empty() || results == std::vector<int>{60'000});
}

CAF_TEST_FIXTURE_SCOPE_END()
