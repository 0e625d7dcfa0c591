// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/statistics/figures.hpp"
#include "storage/totals_record.hpp"

namespace muster {

/// What of the totals goes on over a restart: everything that only grows, but for connections.
[[nodiscard]] totals_record to_record(const statistics_report& x);

/// The totals of earlier runs. Names that this version does not know are left out.
[[nodiscard]] statistics_report from_record(const totals_record& x);

} // namespace muster
