// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/persistence/settings.hpp"
#include "conf/option.hpp"

namespace muster {

/// The section `persistence`.
section<persistence_settings> persistence_section();

} // namespace muster
