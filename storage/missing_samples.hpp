// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "storage/storage_error.hpp"

namespace muster {

class store;
class store_batch;

/// Adds to a batch that swarms were saved without their samples, so that the list of swarms lacks
/// them until the next samples are written.
void put_samples_missing(store_batch& to);

/// Adds to a batch that all swarms have samples again.
void erase_samples_missing(store_batch& to);

/// Whether `put_samples_missing` was written last.
[[nodiscard]] storage_result<bool> lacks_samples(const store& from);

} // namespace muster
