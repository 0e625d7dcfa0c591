// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"
#include "actors/persistence/messages.hpp"
#include "actors/statistics/messages.hpp"
#include "net/http/page.hpp"
#include "tests/support/some_figures.hpp"
#include "web/pages.hpp"

#include <caf/actor.hpp>
#include <caf/actor_cast.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#define FAIL CAF_FAIL
#include <caf/test/dsl.hpp>

#include <memory>
#include <string>
#include <vector>

namespace muster::test {

/// What the stand-ins for the actors behind the pages know, and what they were asked.
struct known_facts {
  muster::figures figures = some_figures();
  muster::series series;
  swarm_page swarms;
  /// Whether they keep what they are asked to themselves.
  bool statistics_are_silent = false;
  bool store_is_silent = false;
  /// Whether the store says that it failed.
  bool store_fails = false;
  /// What was reported to them.
  statistics_report reported;
  std::vector<series_query> asked_series;
  std::vector<swarm_query> asked_swarms;
  std::chrono::steady_clock::time_point lists_wanted_until;
};

/// Keeps a question, or answers it.
template <class Answer, class Self>
caf::result<Answer> answer_or_not(Self* self, bool silent, const Answer& x) {
  auto promise = self->template make_response_promise<Answer>();
  if (silent)
    self->state.unanswered.push_back(caf::response_promise{promise});
  else
    promise.deliver(x);
  return promise;
}

struct stand_in_state {
  std::vector<caf::response_promise> unanswered;
};

/// Answers what it was asked before when a report comes.
inline statistics_actor::behavior_type statistics_stand_in(
    statistics_actor::stateful_pointer<stand_in_state> self,
    const std::shared_ptr<known_facts>& facts) {
  return {
      [self, facts](const statistics_report& x) {
        facts->reported.add(x);
        for (auto& x : self->state.unanswered)
          x.deliver(facts->figures);
      },
      [](const totals_loaded&) {},
      [](const persistence_figures&) {},
      [](const sample_tick&) {},
      [self, facts](const figures_query&) {
        return answer_or_not(self, facts->statistics_are_silent, facts->figures);
      },
  };
}

template <class Answer>
caf::result<Answer> answer_of_store(
    persistence_actor::stateful_pointer<stand_in_state> self, const known_facts& facts,
    const Answer& x) {
  if (facts.store_fails)
    return caf::make_error(caf::sec::runtime_error);
  return answer_or_not(self, facts.store_is_silent, x);
}

inline persistence_actor::behavior_type persistence_stand_in(
    persistence_actor::stateful_pointer<stand_in_state> self,
    const std::shared_ptr<known_facts>& facts) {
  return {
      [](const open_tick&) {},
      [](const load_tick&) {},
      [](const restored&) {},
      [](const save_tick&) {},
      [](const recorded&) {},
      [](const not_done&) {},
      [](const tracker_sample&) {},
      [](const prune_tick&) {},
      [](const snapshot_now&) { return done{}; },
      [](const last_round&) { return done{}; },
      [](const answer_tick&) {},
      [](const trust_clock&) { return done{}; },
      [](const clock_tick&) {},
      [](const backup&) { return done{}; },
      [self, facts](const series_query& x) {
        facts->asked_series.push_back(x);
        return answer_of_store(self, *facts, facts->series);
      },
      [self, facts](const list_query& x) {
        facts->asked_swarms.push_back(x.part);
        facts->lists_wanted_until = x.wanted_until;
        return answer_of_store(self, *facts, facts->swarms);
      },
  };
}

/// A pages actor between stand-ins. Time passes when the test says so.
struct pages_rig : test_coordinator_fixture<> {
  std::shared_ptr<known_facts> facts = std::make_shared<known_facts>();
  statistics_actor statistics = sys.spawn(statistics_stand_in, facts);
  persistence_actor persistence = sys.spawn(persistence_stand_in, facts);
  store_pages_actor store = sys.spawn(store_pages, store_pages_parts{statistics, persistence});
  pages_actor sut = sys.spawn(pages, pages_parts{statistics, store, {}, {2}});

  /// The ticks of an actor that goes on, and questions that are kept, would keep the base class
  /// from ending.
  ~pages_rig() override {
    end(sut);
    end(store);
    end(statistics);
    end(persistence);
  }

  template <class Actor>
  void end(const Actor& x) {
    caf::anon_send_exit(caf::actor_cast<caf::actor>(x), caf::exit_reason::kill);
    consume_messages();
  }

  page ask(const page_query& asked) {
    return ask(sut, asked);
  }

  /// The answer to a query, after the time in which it must come if need be.
  page ask(const pages_actor& from, const page_query& asked) {
    auto answer = self->request(from, caf::infinite, asked);
    consume_messages();
    if (facts->statistics_are_silent || facts->store_is_silent) {
      advance_time(std::chrono::seconds{2});
      consume_messages();
    }
    page result;
    answer.receive(
        [&](const page& x) { result = x; }, [](const caf::error&) { CAF_FAIL("no page"); });
    return result;
  }

  page get(const std::string& path, const std::string& query = "") {
    return ask({.path = path, .query = query});
  }
};

/// Whether a page has a header.
inline bool has_header(const page& x, std::string_view line) {
  return ("\r\n" + x.headers).find("\r\n" + std::string{line} + "\r\n") != std::string::npos;
}

} // namespace muster::test
