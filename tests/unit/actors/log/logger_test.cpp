// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE logger_test

#include "actors/interfaces.hpp"
#include "actors/log/log.hpp"
#include "actors/log/logger.hpp"
#include "actors/log/messages.hpp"
#include "tests/support/log_records.hpp"
#include "tests/support/scratch_folder.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#define FAIL CAF_FAIL
#include <caf/test/dsl.hpp>

namespace {

using namespace muster;
using namespace std::chrono_literals;
using test::a_record;
using test::lines_of;
using lines = std::vector<std::string>;

std::shared_ptr<log_output> opened(const std::string& path) {
  auto result = std::make_shared<log_output>(path);
  if (const auto error = result->open())
    CAF_FAIL(error->message);
  return result;
}

struct fixture : test_coordinator_fixture<> {
  test::scratch_folder folder;
  std::string path = folder.path("log");
  muster::log front{log_level::info, 10, [this](log_record x) {
                      caf::anon_send(sut, std::move(x));
                    }};
  logger_actor sut;

  fixture() {
    spawn(path);
  }

  ~fixture() override {
    caf::anon_send_exit(sut, caf::exit_reason::kill);
    run();
  }

  void spawn(const std::string& file) {
    log_settings settings;
    settings.records_per_second_max = 2;
    sut = sys.spawn(logger, settings, opened(file), &front);
  }

  /// The next answer to the test, if there is one.
  template <class T>
  std::optional<T> received() {
    std::optional<T> result;
    self->receive([&](T& x) { result = std::move(x); }, caf::after(0s) >> [] {});
    return result;
  }

  void log(std::string_view event, std::int64_t milliseconds) {
    caf::anon_send(sut, a_record(event, milliseconds));
  }

  [[nodiscard]] std::string last_event() const {
    return events().back();
  }

  [[nodiscard]] lines events() const {
    auto result = lines_of(path);
    for (auto& line : result)
      line.erase(0, line.find("event=") + 6);
    return result;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(logger_tests, fixture)

CAF_TEST(records are written in the order in which they came) {
  log("one", 678);
  log("two", 0);
  consume_messages();
  CAF_CHECK(
      lines_of(path)
      == (lines{
          "time=2026-01-02T03:04:05.678Z level=info event=one",
          "time=2026-01-02T03:04:05.000Z level=info event=two"}));
}

CAF_TEST(JSON is written when JSON is configured) {
  log_settings settings;
  settings.format = log_format::json;
  const auto json = sys.spawn(logger, settings, opened(path), &front);
  caf::anon_send(json, a_record("one"));
  consume_messages();
  CAF_CHECK(
      lines_of(path)
      == lines{R"({"time":"2026-01-02T03:04:05.000Z","level":"info","event":"one"})"});
}

CAF_TEST(a record that was written makes room for one that waits) {
  for (int i = 0; i < 12; ++i)
    front.write(log_level::info, "one");
  CAF_CHECK_EQUAL(front.dropped(), 2u);
  consume_messages();
  front.write(log_level::info, "one");
  CAF_CHECK_EQUAL(front.dropped(), 2u);
}

CAF_TEST(records beyond the rate are counted and told before the next second) {
  for (int i = 0; i < 5; ++i)
    log("one", i);
  log("one", 1000);
  consume_messages();
  CAF_CHECK(
      events() == (lines{"one", "one", "suppressed_records suppressed_event=one count=3", "one"}));
  CAF_CHECK_EQUAL(front.suppressed(), 3u);
  CAF_CHECK_EQUAL(front.dropped(), 0u);
}

CAF_TEST(what was left out is told within a second although nothing more is logged) {
  for (int i = 0; i < 3; ++i)
    log("one", i);
  consume_messages();
  advance_time(999ms);
  consume_messages();
  CAF_CHECK_EQUAL(events().size(), 2u);
  advance_time(1ms);
  expect((left_out_tick), to(sut));
  CAF_CHECK_EQUAL(last_event(), "suppressed_records suppressed_event=one count=1");
  advance_time(5s);
  CAF_CHECK(!allow((left_out_tick), to(sut)));
}

CAF_TEST(an operator is told the last lines at once) {
  log("one", 0);
  log("two", 1);
  consume_messages();
  const auto page = request<log_page>(sut, log_query{});
  CAF_REQUIRE_EQUAL(page.lines.size(), 2u);
  CAF_CHECK(page.lines[1].ends_with("event=two"));
}

CAF_TEST(an operator who waits is told the next line of enough weight) {
  self->send(sut, log_query{0, "warning", true, true});
  log("one", 0);
  consume_messages();
  CAF_CHECK(!received<log_page>());
  caf::anon_send(sut, log_record{log_level::error, test::at(0), "two", {}});
  consume_messages();
  const auto page = received<log_page>();
  CAF_REQUIRE(page.has_value());
  CAF_REQUIRE_EQUAL(page->lines.size(), 1u);
  CAF_CHECK(page->lines[0].starts_with("{"));
  CAF_CHECK_EQUAL(page->next, 3u);
}

CAF_TEST(of too many who wait the first is told nothing) {
  for (std::size_t i = 0; i <= logger_state::waiting_max; ++i)
    self->send(sut, log_query{0, "debug", false, true});
  consume_messages();
  const auto page = received<log_page>();
  CAF_REQUIRE(page.has_value());
  CAF_CHECK(page->lines.empty());
  CAF_CHECK(!received<log_page>());
}

CAF_TEST(nothing ticks while nothing is left out) {
  log("one", 0);
  consume_messages();
  advance_time(5s);
  CAF_CHECK(!allow((left_out_tick), to(sut)));
}

CAF_TEST(dropped records are told once) {
  for (int i = 0; i < 13; ++i)
    front.write(log_level::info, "one");
  run();
  CAF_CHECK_EQUAL(last_event(), "dropped_records count=3");
  const auto line = lines_of(path).back();
  CAF_CHECK(line.find("level=warning") != std::string::npos);
  const auto count = events().size();
  log("two", 0);
  run();
  CAF_CHECK_EQUAL(events().size(), count + 1);
  CAF_CHECK_EQUAL(last_event(), "two");
}

CAF_TEST(an exit message waits for the records before it and tells what was left out) {
  for (int i = 0; i < 13; ++i)
    front.write(log_level::info, "one");
  caf::anon_send_exit(sut, caf::exit_reason::user_shutdown);
  consume_messages();
  CAF_CHECK(
      events()
      == (lines{
          "one", "one", "suppressed_records suppressed_event=one count=8",
          "dropped_records count=3"}));
}

CAF_TEST(a record that cannot be written is counted as dropped and told later) {
  caf::anon_send_exit(sut, caf::exit_reason::kill);
  const auto target = folder.path("target");
  std::filesystem::create_symlink("/dev/full", target);
  spawn(target);
  log("one", 0);
  consume_messages();
  CAF_CHECK_EQUAL(front.dropped(), 1u);
  std::filesystem::remove(target);
  std::filesystem::create_symlink(path, target);
  caf::anon_send(sut, log_reopen{});
  run();
  CAF_CHECK(events() == (lines{"reopen_log", "dropped_records count=1"}));
}

CAF_TEST(a file that was moved away is opened anew) {
  log("one", 0);
  consume_messages();
  std::filesystem::rename(path, path + ".1");
  caf::anon_send(sut, log_reopen{});
  log("two", 0);
  consume_messages();
  CAF_CHECK_EQUAL(lines_of(path + ".1").size(), 1u);
  CAF_CHECK(events() == (lines{"reopen_log", "two"}));
}

CAF_TEST(a file that cannot be opened anew is an error in the old one) {
  std::filesystem::rename(path, path + ".1");
  std::filesystem::create_directory(path);
  caf::anon_send(sut, log_reopen{});
  consume_messages();
  const auto old = lines_of(path + ".1");
  CAF_REQUIRE_EQUAL(old.size(), 1u);
  CAF_CHECK(old[0].find("level=error event=fail_reopen_log reason=") != std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST(a detached logger writes all that many threads logged before the exit message) {
  constexpr int threads = 3;
  constexpr int per_thread = 2000;
  test::scratch_folder folder;
  const auto path = folder.path("log");
  log_settings settings;
  settings.records_per_second_max = 1'000'000;
  logger_actor handle;
  muster::log front{log_level::info, 1'000'000, [&](log_record x) {
                      caf::anon_send(handle, std::move(x));
                    }};
  caf::actor_system_config config;
  {
    caf::actor_system system{config};
    handle = system.spawn<caf::detached>(logger, settings, opened(path), &front);
    std::vector<std::thread> writers;
    for (int i = 0; i < threads; ++i)
      writers.emplace_back([&] {
        for (int j = 0; j < per_thread; ++j)
          front.write(log_level::info, "one");
      });
    for (auto& writer : writers)
      writer.join();
    caf::anon_send_exit(handle, caf::exit_reason::user_shutdown);
    handle = nullptr;
  }
  CAF_CHECK_EQUAL(lines_of(path).size(), std::size_t{threads * per_thread});
  CAF_CHECK_EQUAL(front.dropped(), 0u);
}
