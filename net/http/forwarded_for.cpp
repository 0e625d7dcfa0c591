// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/http/forwarded_for.hpp"

#include "net/http/forwarded_elements.hpp"
#include "net/protocol/letter_case.hpp"

namespace muster {

namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Reads `1.2.3.4`, `1.2.3.4:80`, `::1`, `[::1]` or `[::1]:80`.
std::optional<address> parse_hop(std::string_view hop) {
  if (const auto bare = address::parse(hop))
    return bare;
  if (hop.starts_with('[') && hop.ends_with(']'))
    return address::parse(hop.substr(1, hop.size() - 2));
  const auto with_port = parse_endpoint(hop);
  return with_port ? std::optional{with_port->address} : std::nullopt;
}

/// Goes through the addresses from left to right.
class client_search {
public:
  explicit client_search(std::span<const address_range> trusted) : trusted_(trusted) {
    // nop
  }

  void add(std::string_view hop) {
    const auto address = parse_hop(hop);
    // The left-most stays as long as all behind it are trusted.
    if (is_first_ || !address || !contains(trusted_, *address))
      client_ = address;
    is_first_ = false;
  }

  [[nodiscard]] const std::optional<address>& client() const noexcept {
    return client_;
  }

private:
  std::span<const address_range> trusted_;
  std::optional<address> client_;
  bool is_first_ = true;
};

} // namespace

forwarded_syntax forwarded_syntax_of(std::string_view header_name) noexcept {
  return equals_in_any_case(header_name, "forwarded") ? forwarded_syntax::rfc_7239
                                                      : forwarded_syntax::addresses;
}

std::optional<address> forwarded_address(
    std::string_view header, std::span<const address_range> trusted, forwarded_syntax syntax) {
  client_search search{trusted};
  const auto add = [&](std::string_view hop) {
    search.add(hop);
  };
  if (syntax == forwarded_syntax::rfc_7239)
    return for_each_forwarded(header, add) ? search.client() : std::nullopt;
  for (bool goes_on = !header.empty(); goes_on;) {
    const auto comma = header.find(',');
    add(trimmed(header.substr(0, comma)));
    goes_on = comma != std::string_view::npos;
    header.remove_prefix(goes_on ? comma + 1 : 0);
  }
  return search.client();
}

} // namespace muster
