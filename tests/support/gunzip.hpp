// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <zlib.h>

namespace muster::test {

/// Undoes gzip (RFC 1952), and checks its checksum and its end on the way.
/// @throws std::runtime_error if that is no gzip, or more than that.
inline std::string gunzip(std::string_view bytes) {
  constexpr int window_bits = 15 + 16; // 16 more: of gzip, and of nothing else
  z_stream stream{};
  if (::inflateInit2(&stream, window_bits) != Z_OK)
    throw std::runtime_error{"inflateInit2"};
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string result;
  std::array<char, 4096> buffer{};
  int status = Z_OK;
  while (status == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = static_cast<uInt>(buffer.size());
    status = ::inflate(&stream, Z_NO_FLUSH);
    result.append(buffer.data(), buffer.size() - stream.avail_out);
  }
  const auto left = stream.avail_in;
  ::inflateEnd(&stream);
  if (status != Z_STREAM_END || left != 0)
    throw std::runtime_error{"not gzip"};
  return result;
}

} // namespace muster::test
