// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/doors.hpp"

#include "bin/configuration.hpp"
#include "bin/memory_plan.hpp"
#include "net/http/door.hpp"
#include "net/udp/door.hpp"

namespace muster {

// One line for each door. The first one lends its endpoints to those that have none of their own.
doors make_doors(const configuration& config, const descriptor_plan& descriptors) {
  doors result;
  result.add(make_http_door(config.http, http_share_of(config, descriptors)));
  result.add(make_udp_door(config.udp));
  return result;
}

} // namespace muster
