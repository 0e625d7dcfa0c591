// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/http/request_head.hpp"

#include <cstddef>
#include <iostream>
#include <string>

using namespace muster;

namespace {

std::string from_hex(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    result += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
  return result;
}

std::string verdict(const std::string& bytes) {
  request_head head;
  const auto [status, size] = parse_request_head(bytes, {}, head);
  if (status == request_status::incomplete)
    return "incomplete";
  return status == request_status::complete ? "accepted " + std::to_string(size) : "refused";
}

} // namespace

/// Says of each line of hexadecimal digits what the tracker's parser makes of these bytes:
/// `accepted SIZE`, `incomplete` or `refused`.
int main() {
  for (std::string line; std::getline(std::cin, line);)
    std::cout << verdict(from_hex(line)) << '\n';
}
