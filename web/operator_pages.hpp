// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "actors/interfaces.hpp"
#include "net/http/page.hpp"
#include "web/pages.hpp"

#include <caf/result.hpp>
#include <caf/stateful_actor.hpp>

#include <string_view>

// The pages for operators. They come from the operator desk, which says what it is asked without
// asking who wants to know, so nothing goes there that the gate has not let in.
namespace muster {

/// Says whether a page is for operators, whether there are such pages or not.
[[nodiscard]] bool is_operator_path(std::string_view path) noexcept;

/// Answers with a page for operators: 401 without the right token, 429 after too many wrong ones.
/// A page at whose path `is_operator_path` holds is a 404 if operators have none.
caf::result<page>
answer_operator(pages_actor::stateful_pointer<pages_state> self, const page_query& x);

} // namespace muster
