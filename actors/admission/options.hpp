// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/admission/settings.hpp"
#include "conf/option.hpp"

namespace muster {

/// The section `admission`.
section<admission_settings> admission_section();

/// The section `limits`.
section<limit_settings> limits_section();

} // namespace muster
