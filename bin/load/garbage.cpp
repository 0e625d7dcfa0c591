// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/garbage.hpp"

#include "bin/load/mix.hpp"

#include <array>
#include <string_view>

namespace muster::load {

namespace {

constexpr std::uint32_t http_garbage_bytes_max = 512;

constexpr std::array<std::string_view, 4> wrong_heads{
    "GET /announce",
    "GET /announce HTTP/9.9",
    // A server may understand this one well enough to keep the connection.
    "STEAL /announce HTTP/1.1\r\nConnection: close",
    "GET /announce HTTP/1.1\r\nno colon",
};

std::uint8_t random_byte(random_numbers& random) noexcept {
  return static_cast<std::uint8_t>(random.below(256));
}

} // namespace

std::size_t write_garbage(std::uint64_t number, std::span<std::uint8_t> out) noexcept {
  random_numbers random{number};
  const auto size = random.below(static_cast<std::uint32_t>(out.size() + 1));
  for (auto& byte : out.first(size))
    byte = random_byte(random);
  return size;
}

void write_http_garbage(std::uint64_t number, std::string& out) {
  random_numbers random{number};
  out.clear();
  const auto shape = random.below(wrong_heads.size() + 1);
  if (shape < wrong_heads.size())
    out = wrong_heads[shape];
  else
    for (auto left = 1 + random.below(http_garbage_bytes_max); left != 0; --left)
      out += static_cast<char>(random_byte(random));
  out += "\r\n\r\n";
}

} // namespace muster::load
