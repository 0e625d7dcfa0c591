// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace muster::test {

/// Turns over all bits of one byte of a file.
inline void flip_byte(const std::filesystem::path& file, std::streamoff position) {
  std::fstream stream{file, std::ios::in | std::ios::out | std::ios::binary};
  stream.seekg(position);
  const auto byte = static_cast<char>(~stream.get());
  stream.seekp(position);
  stream.put(byte);
}

/// Damages the middle of the largest table of a store that is not open.
inline void damage_store(const std::string& path) {
  std::filesystem::path largest;
  std::uintmax_t size = 0;
  for (const auto& x : std::filesystem::directory_iterator{path})
    if (x.path().extension() == ".sst" && x.file_size() > size) {
      largest = x.path();
      size = x.file_size();
    }
  if (largest.empty())
    throw std::runtime_error{"the store has no table"};
  flip_byte(largest, static_cast<std::streamoff>(size / 2));
}

} // namespace muster::test
