// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/timestamp.hpp"
#include "storage/storage_error.hpp"

#include <optional>

namespace muster {

class store;
class store_batch;

/// Adds to a batch that what the store knows is from `now`.
void put_newest_time(timestamp now, store_batch& to);

/// Of when the newest that a store knows is: what `put_newest_time` wrote last or, in a store of an
/// older version, the start of the hour of the newest sample of the tracker. Nothing if it knows
/// nothing.
[[nodiscard]] storage_result<std::optional<timestamp>> read_newest_time(const store& from);

} // namespace muster
