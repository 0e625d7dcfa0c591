// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "bin/configuration.hpp"
#include "net/operator_socket.hpp"

#include <array>
#include <filesystem>
#include <string>
#include <string_view>

namespace muster {

/// Where something in the data_dir is.
[[nodiscard]] inline std::string data_path(const configuration& config, std::string_view name) {
  return (std::filesystem::path{config.data_dir} / name).string();
}

} // namespace muster

namespace muster::data_folder {

inline constexpr std::string_view store = "store";
inline constexpr std::string_view backups = "backups";
inline constexpr std::string_view secret_key = "secret_key";
inline constexpr std::string_view operator_token = "operator_token";

/// What musterd itself makes in the data_dir.
inline constexpr std::array names{store, backups, secret_key, operator_token, operator_socket_name};

} // namespace muster::data_folder
