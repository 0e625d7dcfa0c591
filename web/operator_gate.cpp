// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "web/operator_gate.hpp"

#include <boost/algorithm/string/predicate.hpp>
#include <sodium.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace muster {

namespace {

/// What stands behind `Bearer`, a name that RFC 9110 (11.1) lets anybody write as they like.
std::optional<std::string_view> bearer_token(std::string_view authorization) {
  constexpr std::string_view scheme = "Bearer";
  const auto name = authorization.substr(0, authorization.find(' '));
  if (!boost::algorithm::iequals(name, scheme))
    return std::nullopt;
  auto token = authorization.substr(name.size());
  token.remove_prefix(std::min(token.find_first_not_of(' '), token.size()));
  return token;
}

} // namespace

operator_gate::operator_gate(std::string token) : token_(std::move(token)) {
  // nop
}

operator_answer
operator_gate::ask(std::string_view authorization, const address& source, timestamp now) noexcept {
  const auto prefix = source_of(source);
  const auto* known = find(prefix, now);
  if (known != nullptr && known->wrong_tokens >= wrong_tokens_max) {
    ++refusals_;
    return {operator_verdict::limited, period - (now - known->since)};
  }
  const auto token = bearer_token(authorization);
  if (!token)
    return {operator_verdict::missing_token};
  if (is_right(*token))
    return {operator_verdict::admitted};
  ++refusals_;
  auto& from = find_or_replace(prefix, now);
  // The pause begins with the last one that is looked at.
  if (++from.wrong_tokens == wrong_tokens_max)
    from.since = now;
  return {operator_verdict::wrong_token};
}

/// How long the token is everybody knows; how much of one is right must not be told by the time
/// that it takes to say no.
bool operator_gate::is_right(std::string_view token) const noexcept {
  return !token_.empty() && token.size() == token_.size()
         && sodium_memcmp(token.data(), token_.data(), token_.size()) == 0;
}

operator_gate::network* operator_gate::find(const address& prefix, timestamp now) noexcept {
  const auto found = std::ranges::find_if(networks_, [&](const network& x) {
    return x.wrong_tokens > 0 && x.prefix == prefix && now - x.since < period;
  });
  return found == networks_.end() ? nullptr : &*found;
}

operator_gate::network&
operator_gate::find_or_replace(const address& prefix, timestamp now) noexcept {
  if (auto* known = find(prefix, now))
    return *known;
  auto& oldest = *std::ranges::min_element(networks_, {}, &network::since);
  oldest = {prefix, now, 0};
  return oldest;
}

} // namespace muster
