// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/runtime/shared_text.hpp"
#include "net/protocol/address.hpp"

#include <caf/allowed_unsafe_message_type.hpp>

#include <cstdint>
#include <string>

// Messages between a network actor of HTTP and the pages actor.
namespace muster {

/// A GET for something that is neither an announce nor a scrape.
struct page_query {
  std::string path;
  /// What follows the `?`, still encoded.
  std::string query = {};
  /// Headers of HTTP, as they came; empty: none.
  std::string accept = {};
  std::string accept_encoding = {};
  std::string if_none_match = {};
  std::string authorization = {};
  /// Who asks.
  address source = {};
  /// Whether only the headers are wanted.
  bool is_head = false;
};

/// A page for a browser or for monitoring.
struct page {
  std::uint16_t status = 200;
  std::string content_type;
  shared_text body = {};
  /// More headers of HTTP, as complete lines.
  std::string headers = {};
  /// Whether `page_event`s with the same request id will follow.
  bool open_ended = false;
};

/// What is added to an open-ended page.
struct page_event {
  std::string text;
};

/// An open-ended page has lost its viewer.
struct page_left {
  /// The id of the request.
  std::uint64_t viewer = 0;
};

/// Time to send live figures to their viewers.
struct live_tick {};

/// A kept page is as old as it may get.
struct page_aged {};

} // namespace muster

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::page_query)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::page)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::page_event)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::page_left)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::live_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(muster::page_aged)
