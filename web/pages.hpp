// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"

namespace muster {

/// Answers everything that is neither an announce nor a scrape:
///
/// | path | page |
/// |---|---|
/// | `/healthz` | 200 while the tracker's actors run |
/// | `/metrics` | the figures for Prometheus |
/// | `/stats.json` | the figures as JSON |
/// | else | 404 |
///
/// A page of figures is a 503 if the statistics actor does not tell them in time. Not on the path
/// of an announce, so it may ask.
pages_actor::behavior_type pages(pages_actor::pointer self, const statistics_actor& statistics);

} // namespace muster
