// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE persistence_folder_test

#include "actors/persistence/messages.hpp"
#include "tests/support/persistence_fixture.hpp"
#include "tests/support/stores.hpp"

#include <filesystem>

namespace {

using namespace muster;
using test::an_info_hash;
using test::between_ticks;
namespace fs = std::filesystem;

struct fixture : test::persistence_fixture {
  fs::path store_path = folder.path("store");

  bool is_failing() const {
    return memory->persistence.state == store_state::failing;
  }

  bool last_round_is_saved() {
    bool result = false;
    auto answer = self->request(sut, caf::infinite, last_round{});
    sched.run();
    answer.receive([&](const done&) { result = true; }, [](const caf::error&) {});
    return result;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(persistence_folder_tests, fixture)

CAF_TEST(a store whose folder cannot be made again fails as soon as it is gone) {
  // The store alone can be made again; what it stands in cannot.
  stop();
  const auto inner = folder.path("data");
  fs::create_directory(inner);
  auto other = parts();
  other.folder = inner + "/store";
  sut = sys.spawn(persistence, other);
  sched.run();
  announce(1);
  CAF_CHECK(snapshot());
  fs::remove_all(inner);
  pass(2 * between_ticks);
  CAF_CHECK(is_failing());
  CAF_CHECK(memory->persistence.reason.find("is not there any more") != std::string::npos);
  CAF_CHECK(!snapshot());
  pass_round();
  CAF_CHECK(is_failing());
  CAF_CHECK(!has_logged("recover_store"));
  CAF_CHECK(!snapshot());
  CAF_CHECK(!last_round_is_saved());
}

CAF_TEST(a store whose folder was removed begins anew with everything) {
  announce(1);
  announce(2);
  CAF_CHECK(snapshot());
  fs::remove_all(store_path);
  CAF_CHECK(!snapshot()); // it has noticed, and says so
  CAF_CHECK(has_logged("fail_store"));
  CAF_CHECK(has_logged("begin_store"));
  CAF_CHECK(snapshot());
  CAF_CHECK(!is_failing());
  CAF_CHECK_EQUAL(answer_to<swarm_page>(list_query{}).total, 2u);
  forget_swarms();
  start();
  CAF_CHECK_EQUAL(context.directory.size(), 2u);
}

CAF_TEST(a store that was moved away stays as it was and another begins in its place) {
  announce(1);
  CAF_CHECK(snapshot());
  const auto moved = folder.path("moved");
  fs::rename(store_path, moved);
  announce(2);
  pass(2 * between_ticks);
  CAF_CHECK(snapshot());
  forget_swarms();
  const auto old = test::opened_store(moved);
  CAF_CHECK(std::get<0>(old->read(record_kind::swarms, an_info_hash(1).view())).has_value());
  CAF_CHECK(!std::get<0>(old->read(record_kind::swarms, an_info_hash(2).view())));
  start();
  CAF_CHECK_EQUAL(context.directory.size(), 2u);
}

CAF_TEST(another store in the place of the first is written and loses no file) {
  announce(1);
  CAF_CHECK(snapshot());
  const auto copy = folder.path("copy");
  answer_to<done>(backup{copy});
  end_swarm(1);
  announce(2);
  CAF_CHECK(snapshot());
  fs::rename(store_path, folder.path("moved"));
  fs::rename(copy, store_path);
  pass(2 * between_ticks);
  CAF_CHECK(snapshot());
  forget_swarms();
  start();
  CAF_CHECK(context.directory.find(an_info_hash(1)) != nullptr); // of the copy
  CAF_CHECK(context.directory.find(an_info_hash(2)) != nullptr);
}

CAF_TEST_FIXTURE_SCOPE_END()
