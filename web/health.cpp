// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "web/health.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <array>
#include <ctime>

namespace muster {

namespace {

using boost::json::object;

std::string to_text(const object& x) {
  return boost::json::serialize(x) + '\n';
}

bool is_late(const persistence_figures& x, timestamp now) {
  const auto latest = std::uint64_t{x.awaited_since} + std::uint64_t{late_rounds} * x.round_seconds;
  return x.awaited_since > 0 && now.count() > latest;
}

/// As RFC 3339 has it.
std::string to_utc(std::uint32_t seconds) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  ::gmtime_r(&time, &parts);
  std::array<char, sizeof "2000-01-01T00:00:00Z"> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text.data();
}

std::string lateness(const persistence_figures& x, timestamp now) {
  return "nothing has been saved completely since " + to_utc(x.awaited_since) + ", "
         + std::to_string(now.count() - x.awaited_since) + " seconds ago; expected every "
         + std::to_string(x.round_seconds) + " seconds";
}

} // namespace

std::string write_health_json(const persistence_figures& x, timestamp now) {
  if (x.state == store_state::failing)
    return write_health_json("the store cannot be used: " + x.reason);
  if (is_late(x, now))
    return write_health_json(lateness(x, now));
  if (!x.clock_doubt.empty())
    return write_health_json(
        x.clock_doubt + "; until it is trusted nothing is sampled and nothing too old erased");
  if (!is_ready(x))
    return to_text({{"status", "ok"}, {"loading", true}});
  return to_text({{"status", "ok"}});
}

std::string write_health_json(std::string_view reason) {
  return to_text({{"status", "degraded"}, {"reason", reason}});
}

bool is_ready(const persistence_figures& x) noexcept {
  return !x.is_loading;
}

} // namespace muster
