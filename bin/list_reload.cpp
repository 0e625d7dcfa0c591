// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/list_reload.hpp"

#include <exception>
#include <new>
#include <system_error>
#include <utility>

namespace muster {

void list_reload::request(std::string allow_path, std::string deny_path) {
  {
    const std::lock_guard guard{mutex_};
    next_ = {std::move(allow_path), std::move(deny_path)};
  }
  try {
    if (!thread_.joinable())
      thread_ = std::jthread{[this](const std::stop_token& stop) {
        run(stop);
      }};
  } catch (const std::system_error& error) {
    use_(access_list_error{std::string{"no thread to read lists on: "} + error.what()});
    return;
  }
  requested_.notify_one();
}

void list_reload::run(const std::stop_token& stop) {
  for (;;) {
    std::unique_lock guard{mutex_};
    if (!requested_.wait(guard, stop, [this] { return next_.has_value(); }))
      return;
    const auto from = *std::exchange(next_, std::nullopt);
    guard.unlock();
    try {
      auto lists = read(from, stop);
      if (stop.stop_requested())
        return;
      use_(std::move(lists));
    } catch (const std::bad_alloc&) {
      use_(access_list_error{"not enough memory to read them beside those that are in use"});
    } catch (const std::exception& error) {
      use_(access_list_error{error.what()});
    }
  }
}

list_reload::result list_reload::read(const paths& from, const std::stop_token& stop) {
  access_lists loaded;
  const auto abandoned = [&stop] {
    return stop.stop_requested();
  };
  if (auto error = load_access_lists(from.allow, from.deny, loaded, abandoned))
    return std::move(*error);
  return loaded;
}

} // namespace muster
