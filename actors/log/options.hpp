// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/log/settings.hpp"
#include "conf/option.hpp"

namespace muster {

/// The section `log`.
section<log_settings> log_section();

} // namespace muster
