// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "conf/option.hpp"
#include "web/settings.hpp"

namespace muster {

/// The section `web`.
section<web_settings> web_section();

} // namespace muster
