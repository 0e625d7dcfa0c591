// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE reactor_test

#include "net/reactor.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/reactor_thread.hpp"

#include <caf/resumable.hpp>
#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace muster;
using muster::test::eventually;
using strings = std::vector<std::string>;

/// Something that runs: it writes its name, for as many turns as it is told to.
class written_job final : public caf::resumable {
public:
  written_job(std::string name, strings& out, int turns = 1)
      : name_(std::move(name)), out_(out), turns_(turns) {
    // nop
  }

  resume_result resume(caf::execution_unit* runner, std::size_t messages_max) override {
    out_.push_back(name_);
    runner_ = runner;
    messages_max_ = messages_max;
    thread_ = std::this_thread::get_id();
    on_run();
    return --turns_ > 0 ? resume_later : awaiting_message;
  }

  void intrusive_ptr_add_ref_impl() override {
    ++references_;
  }

  void intrusive_ptr_release_impl() override {
    --references_;
  }

  /// As an actor does when it gets a message while it is idle.
  void queue_at(caf::execution_unit& x) {
    ++references_;
    x.exec_later(this);
  }

  caf::execution_unit* runner_ = nullptr;
  std::size_t messages_max_ = 0;
  std::thread::id thread_;
  /// Called while it runs.
  std::function<void()> on_run = [] {
  };
  std::atomic<int> references_ = 0;

private:
  std::string name_;
  strings& out_;
  int turns_;
};

struct fixture : test::reactor_thread {
  strings out;

  /// Lets the turn have lasted too long.
  void end_turn() {
    reactor().begin_turn(std::chrono::steady_clock::now() - reactor::turn_time_max);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(reactor_tests, fixture)

CAF_TEST(a job runs on the thread of the reactor) {
  written_job job{"job", out};
  on_reactor([&] { job.queue_at(reactor()); });
  settle();
  CAF_CHECK(out == strings{"job"});
  CAF_CHECK(job.thread_ == thread_id());
  CAF_CHECK(job.runner_ == &reactor());
}

CAF_TEST(a job runs after the event that caused it and before the next) {
  written_job job{"job", out};
  on_reactor([&] {
    boost::asio::post(reactor().context(), [&] { out.push_back("next event"); });
    job.queue_at(reactor());
    out.push_back("event");
  });
  settle();
  CAF_CHECK(out == (strings{"event", "job", "next event"}));
}

CAF_TEST(jobs run in the order in which they were queued) {
  written_job one{"1", out};
  written_job two{"2", out};
  written_job three{"3", out};
  on_reactor([&] {
    for (auto* job : {&one, &two, &three})
      job->queue_at(reactor());
  });
  settle();
  CAF_CHECK(out == (strings{"1", "2", "3"}));
}

CAF_TEST(a job that has more to do lets its neighbours go first) {
  written_job large{"large", out, 3};
  written_job small{"small", out};
  on_reactor([&] {
    large.queue_at(reactor());
    small.queue_at(reactor());
  });
  settle();
  CAF_CHECK(out == (strings{"large", "small", "large", "large"}));
}

CAF_TEST(a job is told how much it may do in one turn) {
  written_job job{"job", out};
  on_reactor([&] { job.queue_at(reactor()); });
  settle();
  CAF_CHECK_EQUAL(job.messages_max_, 64u);
}

CAF_TEST(a job is let go when it is done and not before) {
  written_job job{"job", out, 2};
  int between = 0;
  on_reactor([&] {
    job.queue_at(reactor());
    between = job.references_;
  });
  settle();
  CAF_CHECK_EQUAL(between, 1);
  CAF_CHECK_EQUAL(out.size(), 2u);
  CAF_CHECK_EQUAL(job.references_, 0);
}

CAF_TEST(jobs can be run within an event) {
  written_job job{"job", out};
  on_reactor([&] {
    job.queue_at(reactor());
    reactor().run_jobs();
    out.push_back("event");
  });
  CAF_CHECK(out == (strings{"job", "event"}));
}

CAF_TEST(an event goes before what is left of a job when its turn is over) {
  written_job job{"job", out, 10};
  job.on_run = [&] {
    end_turn();
  };
  on_reactor([&] {
    boost::asio::post(reactor().context(), [&] { out.push_back("event"); });
    job.queue_at(reactor());
  });
  CAF_REQUIRE(eventually([&] { return job.references_ == 0; }));
  // Asio may look at its sockets in a turn, and handle the event in the next one.
  const auto event = std::find(out.begin(), out.end(), "event") - out.begin();
  CAF_CHECK(event == 1 || event == 2);
  CAF_CHECK_EQUAL(out.size(), 11u);
}

CAF_TEST(how long turns take is noted until somebody asks) {
  turn_times noted;
  on_reactor([&] {
    using namespace std::chrono_literals;
    for (const auto time : {0us, 100us, 101us, 5000us, 250'001us}) {
      const reactor::time_point begin{1h};
      reactor().begin_turn(begin);
      reactor().end_turn(begin + time);
    }
    noted = reactor().take_turn_times();
    CAF_CHECK_EQUAL(reactor().take_turn_times().nanoseconds, 0u);
  });
  CAF_CHECK(noted.turns == (decltype(noted.turns){2, 1, 0, 0, 0, 1, 0, 0, 0, 1}));
  CAF_CHECK_EQUAL(noted.nanoseconds, 255'202'000u);
}

CAF_TEST(a job of another thread runs on the thread of the reactor that adopts it) {
  written_job job{"job", out};
  ++job.references_;
  CAF_CHECK(reactor().adopt(&job));
  settle();
  CAF_CHECK(out == strings{"job"});
  CAF_CHECK(job.thread_ == thread_id());
  CAF_CHECK_EQUAL(job.references_, 0);
}

CAF_TEST(a reactor that has ended adopts nothing) {
  written_job job{"job", out};
  stop();
  CAF_CHECK(!reactor().adopt(&job));
}

CAF_TEST(what a reactor has not got to when it ends runs in the scheduler) {
  written_job job{"job", out};
  ++job.references_;
  on_reactor([&] {
    reactor().stop();
    CAF_CHECK(reactor().adopt(&job));
  });
  stop();
  CAF_CHECK(eventually([&] { return job.references_ == 0; }));
  CAF_CHECK(out == strings{"job"});
  CAF_CHECK(job.runner_ != &reactor());
}

CAF_TEST(jobs that are queued when the reactor stops still run) {
  written_job job{"job", out};
  on_reactor([&] {
    reactor().stop();
    job.queue_at(reactor());
  });
  stop();
  CAF_CHECK(out == strings{"job"});
}

CAF_TEST(a reactor that was stopped ends its run) {
  stop();
  CAF_CHECK(reactor().context().stopped());
}

CAF_TEST_FIXTURE_SCOPE_END()
