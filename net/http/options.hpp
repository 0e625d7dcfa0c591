// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "conf/option.hpp"
#include "net/http/settings.hpp"

namespace muster {

/// The section `http`.
section<http_settings> http_section();

} // namespace muster
