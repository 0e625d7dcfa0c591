// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/ctl/commands.hpp"

#include "actors/log/messages.hpp"
#include "actors/operator/messages.hpp"
#include "actors/persistence/messages.hpp"
#include "bin/ctl/ctl_report.hpp"

#include <algorithm>
#include <array>
#include <ostream>
#include <poll.h>
#include <unistd.h>

namespace muster::ctl {

namespace {

using std::chrono::milliseconds;

/// Between the two looks from which rates are taken.
constexpr milliseconds rate_time{1000};

/// Rows that one question asks for.
constexpr std::uint32_t page_rows = 10'000;

constexpr const char* clear_screen = "\x1b[H\x1b[J";

/// One command at work. The functions that do it return its exit code.
class command {
public:
  command(const request& x, connection& to, std::ostream& out, std::ostream& err)
      : request_(x), to_(to), out_(out), err_(err) {
    // nop
  }

  exit_code run() {
    switch (request_.verb) {
    case verb::status:
      return show<status_report>(status_query{});
    case verb::actors:
      return show_actors();
    case verb::top:
      return show_top();
    case verb::swarms:
      return show_swarms(request_.limit);
    case verb::swarm:
      return show_listings(
          swarm_details_query{request_.info_hash, limit_or_all()}, "no such swarm");
    case verb::peers:
      return show_listings(address_query{request_.address}, "no peers at that address");
    case verb::log:
      return show_log();
    case verb::config_show:
      return show_configuration();
    default:
      return change();
    }
  }

private:
  exit_code change() {
    switch (request_.verb) {
    case verb::log_level:
      return show<command_result>(change_log_level{request_.level});
    case verb::deny:
      return show<command_result>(deny_torrent{request_.info_hash});
    case verb::allow:
      return show<command_result>(allow_torrent{request_.info_hash});
    case verb::kick:
      return request_.address.empty() ? show<command_result>(kick_swarm{request_.info_hash})
                                      : show<command_result>(kick_address{request_.address});
    case verb::snapshot_now:
      return show<command_result>(request_snapshot{});
    case verb::backup:
      return show<command_result>(request_backup{request_.folder});
    case verb::clock_trust:
      return show<command_result>(trust_clock{});
    case verb::drain:
      return show<command_result>(drain{});
    default:
      err_ << "musterctl: relay is for ssh to start, not for a prompt" << std::endl;
      return exit_code::usage;
    }
  }

  /// Asks, and says why there is no answer.
  /// @returns null then.
  template <class Answer, class Question>
  std::optional<Answer>
  ask(Question question, std::chrono::seconds patience = connection::default_patience,
      const std::function<bool()>& gives_up = is_interrupted) {
    auto answer = to_.ask<Answer>(std::move(question), patience, gives_up);
    if (auto* x = std::get_if<Answer>(&answer))
      return std::move(*x);
    if (const auto& why = std::get<no_answer>(answer).reason; !why.empty())
      err_ << "musterctl: " << why << std::endl;
    return std::nullopt;
  }

  template <class... Ts>
  void print(const Ts&... xs) {
    out_ << (request_.json ? json_of(xs...) : text_of(xs...)) << std::flush;
  }

  template <class Answer, class Question>
  exit_code show(Question question) {
    const auto answer = ask<Answer>(std::move(question));
    if (!answer)
      return exit_code::not_connected;
    if constexpr (std::is_same_v<Answer, command_result>)
      if (!answer->done)
        return refuse(*answer);
    print(*answer);
    return exit_code::ok;
  }

  exit_code refuse(const command_result& x) {
    if (request_.json)
      out_ << json_of(x) << std::flush;
    else
      err_ << "musterctl: " << x.text << std::endl;
    return exit_code::refused;
  }

  exit_code gone() {
    err_ << "musterctl: the tracker has gone" << std::endl;
    return exit_code::not_connected;
  }

  exit_code show_actors() {
    const auto before = ask<actor_list>(actors_query{});
    if (!before)
      return exit_code::not_connected;
    if (!to_.stays_for(rate_time))
      return gone();
    const auto now = ask<actor_list>(actors_query{});
    if (!now)
      return exit_code::not_connected;
    print(*before, *now);
    return request_.with_swarms ? show_swarms(0) : exit_code::ok;
  }

  exit_code show_top() {
    auto before = ask<actor_list>(actors_query{});
    // The first look comes soon, but there must be some time to take rates from.
    if (before && wait(std::min(rate_time, pause())))
      return exit_code::ok;
    for (std::uint32_t round = 1; before; ++round) {
      const auto status = ask<status_report>(status_query{});
      auto now = ask<actor_list>(actors_query{});
      if (!status || !now)
        break;
      if (!request_.json)
        out_ << clear_screen;
      print(*status);
      print(*before, *now);
      before = std::move(now);
      if (round == request_.rounds || wait(pause()))
        return exit_code::ok;
      if (!to_.is_attached())
        return gone();
    }
    return exit_code::not_connected;
  }

  [[nodiscard]] milliseconds pause() const {
    return milliseconds{static_cast<std::int64_t>(request_.seconds * 1000)};
  }

  /// Waits for the next look, or until the tracker has gone.
  /// @returns whether somebody has ended the command.
  bool wait(milliseconds left) {
    constexpr milliseconds slice{100};
    for (; left > milliseconds{0}; left -= slice) {
      if (!to_.stays_for(std::min(slice, left)))
        return false;
      if (is_ended())
        return true;
    }
    return false;
  }

  /// Whether somebody at the terminal has pressed Enter or, at the prompt, Ctrl-C.
  static bool is_ended() {
    return is_interrupted() || (::isatty(STDIN_FILENO) == 1 && has_taken_line());
  }

  /// Takes what was typed, so that the prompt does not take it for a command.
  static bool has_taken_line() {
    pollfd readable{STDIN_FILENO, POLLIN, 0};
    std::array<char, 256> ignored;
    return ::poll(&readable, 1, 0) == 1
           && ::read(STDIN_FILENO, ignored.data(), ignored.size()) >= 0;
  }

  exit_code show_swarms(std::uint32_t limit) {
    std::uint32_t shown = 0;
    std::uint32_t shard = 0;
    bool is_cut = false;
    do {
      const auto rows = limit == 0 ? page_rows : std::min(page_rows, limit - shown);
      auto page = ask<swarm_listing>(swarms_query{shard, rows});
      if (!page)
        return exit_code::not_connected;
      is_cut = limit != 0 && page->rows.size() > rows;
      if (is_cut)
        page->rows.resize(rows);
      print(page->rows, shown == 0);
      shown += static_cast<std::uint32_t>(page->rows.size());
      shard = page->next_shard;
    } while (shard != 0 && (limit == 0 || shown < limit) && !is_interrupted());
    if (is_interrupted() || (!is_cut && shard == 0))
      return exit_code::ok;
    return tell_of_more_swarms(is_cut, shard);
  }

  /// @param are_more  whether there are more for sure.
  /// @param shard     where others begin, if there are.
  exit_code tell_of_more_swarms(bool are_more, std::uint32_t shard) {
    const auto next = ask<swarm_listing>(swarms_query{shard, 1});
    const auto status = ask<status_report>(status_query{});
    if (!next || !status)
      return exit_code::not_connected;
    if (are_more || !next->rows.empty())
      tell("and more, " + std::to_string(status->swarms) + " in all; --limit 0 lists them");
    return exit_code::ok;
  }

  /// Says something beside an answer. Lines of JSON stay alone.
  void tell(const std::string& text) {
    if (request_.json)
      err_ << "musterctl: " << text << std::endl;
    else
      out_ << text << std::endl;
  }

  template <class Question>
  exit_code show_listings(Question question, const char* none) {
    auto found = ask<peer_listings>(std::move(question));
    if (!found)
      return exit_code::not_connected;
    if (found->swarms.empty())
      return refuse({false, none});
    for (auto& listing : found->swarms)
      if (listing.peers.size() > limit_or_all())
        listing.peers.resize(limit_or_all());
    print(*found);
    return exit_code::ok;
  }

  exit_code show_log() {
    log_query question{0, request_.level, request_.json, false};
    bool is_over = false;
    const auto ends = [&] {
      return is_over = is_interrupted() || (request_.follow && is_ended());
    };
    for (;;) {
      // Whoever follows waits as long as it takes; a tracker that hangs is noticed by CAF.
      const auto page = ask<log_page>(question, std::chrono::hours{24 * 365}, ends);
      if (!page)
        return is_over ? exit_code::ok : exit_code::not_connected;
      if (page->lost > 0)
        err_ << "musterctl: " << page->lost << " lines were too fast" << std::endl;
      for (const auto& line : page->lines)
        out_ << line << '\n';
      out_ << std::flush;
      if (ends() || (!request_.follow && page->lines.empty()))
        return exit_code::ok;
      question.from = page->next;
      question.waits = request_.follow;
    }
  }

  exit_code show_configuration() {
    const auto answer = ask<configuration_text>(configuration_query{});
    if (!answer)
      return exit_code::not_connected;
    out_ << (request_.json ? json_of(*answer) : answer->text) << std::flush;
    return exit_code::ok;
  }

  [[nodiscard]] std::uint32_t limit_or_all() const {
    return request_.limit == 0 ? ~std::uint32_t{0} : request_.limit;
  }

  const request& request_;
  connection& to_;
  std::ostream& out_;
  std::ostream& err_;
};

} // namespace

exit_code run(const request& x, connection& to, std::ostream& out, std::ostream& err) {
  return command{x, to, out, err}.run();
}

} // namespace muster::ctl
