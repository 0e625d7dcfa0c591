// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

namespace muster {

/// Opens /dev/null in the place of standard streams that are closed. Otherwise the next file or
/// socket would get the number of one, and what is printed would go there.
///
/// Call it before anything else is opened.
void open_closed_streams() noexcept;

} // namespace muster
