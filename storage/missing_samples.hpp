// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/protocol/identifier.hpp"
#include "storage/storage_error.hpp"

#include <optional>

namespace muster {

class store;
class store_batch;

/// Adds to a batch that swarms were saved without their samples, so that the list of swarms lacks
/// them until the next samples are written.
/// @param from  none of them comes before this one.
void put_samples_missing(const info_hash& from, store_batch& to);

/// Adds to a batch that all swarms have samples again.
void erase_samples_missing(store_batch& to);

/// Which swarm `put_samples_missing` was written with last; nothing if all have samples. A store of
/// an earlier version names none: then it is the first that there can be.
[[nodiscard]] storage_result<std::optional<info_hash>> first_without_sample(const store& from);

} // namespace muster
