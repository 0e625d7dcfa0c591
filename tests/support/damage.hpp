// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "tests/support/eventually.hpp"
#include "tests/support/stores.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>

namespace muster::test {

/// Bytes that cannot be compressed, so that a byte of a file is a byte of a value.
inline std::string incompressible(std::uint32_t seed, std::size_t size) {
  std::string result;
  while (result.size() < size) {
    seed = seed * 1664525U + 1013904223U;
    result.push_back(static_cast<char>(seed >> 24));
  }
  return result;
}

/// Turns over all bits of one byte of a file.
inline void flip_byte(const std::filesystem::path& file, std::streamoff position) {
  std::fstream stream{file, std::ios::in | std::ios::out | std::ios::binary};
  stream.seekg(position);
  const auto byte = static_cast<char>(~stream.get());
  stream.seekp(position);
  stream.put(byte);
}

/// The largest file of a store, which is not open, with this extension.
inline std::filesystem::path largest_file(const std::string& path, const std::string& extension) {
  std::filesystem::path result;
  for (const auto& x : std::filesystem::directory_iterator{path})
    if (x.path().extension() == extension
        && (result.empty() || x.file_size() > std::filesystem::file_size(result)))
      result = x.path();
  if (result.empty())
    throw std::runtime_error{"the store has no file with the extension " + extension};
  return result;
}

/// Turns over the bits of a byte in the middle of a file.
inline void damage_middle(const std::filesystem::path& file) {
  flip_byte(file, static_cast<std::streamoff>(std::filesystem::file_size(file) / 2));
}

/// Damages the largest table of a store that is not open.
inline void damage_store(const std::string& path) {
  damage_middle(largest_file(path, ".sst"));
}

/// The log of a store that is not open: the largest, if there are several.
inline std::filesystem::path log_of(const std::string& path) {
  return largest_file(path, ".log");
}

/// Damages the middle of that.
inline void damage_log(const std::string& path) {
  damage_middle(log_of(path));
}

/// Makes a store of a megabyte that has a table with a damaged place.
inline void make_damaged_store(const std::string& path, const store_settings& settings) {
  {
    const auto filled = opened_store(path, settings);
    store_batch batch;
    for (std::uint32_t i = 0; i < 256; ++i)
      batch.put(
          record_kind::swarms, std::string(20, static_cast<char>(i)), incompressible(i, 4096));
    if (filled->write(batch, true))
      throw std::runtime_error{"the store cannot be filled"};
  }
  opened_store(path, settings).reset(); // makes a table of what is in the log
  damage_store(path);
}

/// Writes the same records again and again until their files are tidied, which reads all of them.
/// That has to wait for a processor that nobody else wants.
/// @returns the first error, or nothing if none comes for a long time.
inline std::optional<storage_error> write_until_tidied(store& x) {
  std::optional<storage_error> result;
  static_cast<void>(eventually([&] {
    store_batch batch;
    for (int k = 0; k < 256; k += 32) // from the first to the last of the damaged table
      batch.put(record_kind::swarms, std::string(1, static_cast<char>(k)), std::string(4096, 'x'));
    result = x.write(batch, false);
    return result.has_value();
  }));
  return result;
}

} // namespace muster::test
