// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <stdlib.h>
#include <string>
#include <string_view>
#include <vector>

namespace muster::test {

/// A folder of its own that goes away with the test.
class scratch_folder {
public:
  scratch_folder() {
    auto name = (std::filesystem::temp_directory_path() / "muster_test.XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      throw std::runtime_error{"no temporary folder"};
    path_ = name;
  }

  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;

  ~scratch_folder() {
    std::filesystem::remove_all(path_);
  }

  [[nodiscard]] std::string path(std::string_view name) const {
    return path_ / name;
  }

  /// Writes a file and returns its path.
  [[nodiscard]] std::string write(std::string_view name, std::string_view content) const {
    const auto result = path(name);
    std::ofstream{result, std::ios::binary} << content;
    return result;
  }

private:
  std::filesystem::path path_;
};

/// The lines of a file; none if there is no such file.
inline std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  std::vector<std::string> result;
  for (std::string line; std::getline(file, line);)
    result.push_back(line);
  return result;
}

} // namespace muster::test
