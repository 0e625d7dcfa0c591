// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "web/compression.hpp"

#include "net/protocol/letter_case.hpp"

#include <new>
#include <zlib.h>

namespace muster {

std::string gzip(std::string_view bytes) {
  // 15 is the largest window; 16 more asks for gzip's frame instead of zlib's.
  constexpr int window_bits = 15 + 16;
  constexpr int memory_level = 8;
  z_stream stream{};
  if (::deflateInit2(
          &stream, Z_BEST_SPEED, Z_DEFLATED, window_bits, memory_level, Z_DEFAULT_STRATEGY)
      != Z_OK)
    throw std::bad_alloc{};
  std::string result(::deflateBound(&stream, bytes.size()), '\0');
  // zlib reads what it takes for its own type of bytes, and changes nothing.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  ::deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  ::deflateEnd(&stream);
  return result;
}

bool accepts_gzip(std::string_view header) {
  const auto accept_encoding = lower_case(header);
  const auto at = accept_encoding.find("gzip");
  if (at == std::string::npos)
    return false;
  const auto parameters = accept_encoding.substr(at, accept_encoding.find(',', at) - at);
  const auto weight = parameters.find("q=");
  // A weight of zero, however many zeros it has, means that it does not.
  return weight == std::string::npos
         || parameters.find_first_of("123456789", weight + 2) != std::string::npos;
}

} // namespace muster
