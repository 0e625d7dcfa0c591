// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "net/http/page.hpp"

#include <chrono>
#include <string>
#include <string_view>

// The pages that differ only in what they say, with the headers that they need.
namespace muster {

struct asset;

[[nodiscard]] page text_page(std::uint16_t status, std::string_view text);

/// JSON that is for this client and this moment.
[[nodiscard]] page json_page(std::string body, std::uint16_t status = 200);

/// Says that something that is needed for the page does not answer.
[[nodiscard]] page unavailable_page(std::string_view why);

/// Same, and when it is worth while to ask again.
[[nodiscard]] page busy_page(std::string_view why, std::chrono::seconds pause);

/// JSON or CSV that any site may show and caches may keep for a few seconds.
[[nodiscard]] page public_page(std::string_view content_type, std::string body);

[[nodiscard]] page redirect_page(std::string_view location);

/// A part of the statistics page: 304 if the client has it already.
[[nodiscard]] page asset_page(const asset& x, const page_query& asked);

/// The beginning of a stream of server-sent events.
/// @param events  that there are already
[[nodiscard]] page stream_page(std::string_view events = {});

/// One server-sent event. @param data  one line
[[nodiscard]] std::string write_event(std::string_view name, std::string_view data);

/// Compresses a page if that pays off and the client takes it.
[[nodiscard]] page compressed(page x, const page_query& asked);

} // namespace muster
