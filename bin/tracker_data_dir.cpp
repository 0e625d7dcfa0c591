// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/data_folder.hpp"
#include "bin/tracker.hpp"
#include "storage/secret_file.hpp"

#include <system_error>
#include <utility>

namespace muster {

void tracker::look_after_data_dir() {
  const auto fault = mend_data_dir();
  if (!fault.empty() && fault != data_dir_fault_)
    log_.write(log_level::warning, "lack_data_dir", {{"reason", fault}});
  data_dir_fault_ = fault;
}

std::string tracker::mend_data_dir() {
  try {
    if (operator_endpoint_->renew())
      log_.write(log_level::info, "renew_operator_socket");
  } catch (const std::system_error& error) {
    return error.what();
  }
  if (!data_dir_->is_another())
    return {};
  if (const auto error = keep_secrets())
    return error->message;
  data_dir_->accept();
  reopen_log();
  return {};
}

/// Only where the whole folder is another one: whoever removes `secret_key` alone wants the next
/// start to make one.
std::optional<storage_error> tracker::keep_secrets() const {
  if (auto error = secret_key_->keep(data_path(config_, data_folder::secret_key)))
    return error;
  if (operator_token_.empty())
    return std::nullopt;
  return keep_secret_file(data_path(config_, data_folder::operator_token), operator_token_);
}

} // namespace muster
