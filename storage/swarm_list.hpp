// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "storage/history_samples.hpp"
#include "storage/storage_error.hpp"

namespace muster {

class store;

/// A part of the list of the swarms that have a `latest_row`.
storage_result<swarm_page> list_swarms(const swarm_query& query, const store& records);

} // namespace muster
