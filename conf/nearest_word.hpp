// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace muster {

/// How many characters must be inserted, removed or replaced to get from one word to the other
/// (Levenshtein). Takes time in proportion to the product of both lengths.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The one of `words` that was most probably meant by `word`; the first of several.
///
/// What stands before a dot and what stands behind the last underscore weigh little, because the
/// section of an option and its unit are what people forget. Only the beginning of a long word is
/// looked at.
/// @pre `words` is not empty
std::string_view nearest_word(std::string_view word, std::span<const std::string_view> words);

} // namespace muster
