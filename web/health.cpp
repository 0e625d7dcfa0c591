// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "web/health.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace muster {

namespace {

using boost::json::object;

std::string to_text(const object& x) {
  return boost::json::serialize(x) + '\n';
}

} // namespace

std::string write_health_json(const persistence_figures& x) {
  if (x.state == store_state::failing)
    return write_health_json("the store cannot be used: " + x.reason);
  if (!is_ready(x))
    return to_text({{"status", "ok"}, {"loading", true}});
  return to_text({{"status", "ok"}});
}

std::string write_health_json(std::string_view reason) {
  return to_text({{"status", "degraded"}, {"reason", reason}});
}

bool is_ready(const persistence_figures& x) noexcept {
  return x.state != store_state::loading;
}

} // namespace muster
