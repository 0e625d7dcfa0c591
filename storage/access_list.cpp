// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/access_list.hpp"

#include "conf/regular_file.hpp"

#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace muster {

namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  text = text.substr(0, text.find('#'));
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Reads one list, a line at a time.
class list_reader {
public:
  list_reader(const std::string& path, info_hash_set& out) : path_(path), out_(out) {
    // nop
  }

  std::optional<access_list_error> read(const is_abandoned& abandoned) {
    auto opened = regular_file::open(path_);
    if (auto* error = std::get_if<std::string>(&opened))
      return access_list_error{std::move(*error)};
    auto& file = std::get<regular_file>(opened);
    std::vector<char> buffer(64 * 1024);
    for (;;) {
      const auto size = file.read(buffer);
      if (!size)
        return fault("cannot be read to its end");
      if (abandoned && abandoned())
        return fault("not read to its end, because the tracker stops");
      if (auto error = *size > 0 ? take({buffer.data(), *size}) : take_last())
        return error;
      if (*size == 0)
        return std::nullopt;
    }
  }

private:
  [[nodiscard]] access_list_error fault(const std::string& what) const {
    return {path_ + ": " + what};
  }

  [[nodiscard]] access_list_error fault_in_line(const std::string& expected) const {
    return {path_ + ':' + std::to_string(number_) + ": expected " + expected};
  }

  std::optional<access_list_error> take(std::string_view bytes) {
    for (;;) {
      const auto end = bytes.find('\n');
      line_ += bytes.substr(0, end);
      if (line_.size() > line_bytes_max)
        return fault_in_line("a line of at most " + std::to_string(line_bytes_max) + " bytes");
      if (end == std::string_view::npos)
        return std::nullopt;
      if (auto error = take_line())
        return error;
      bytes.remove_prefix(end + 1);
    }
  }

  std::optional<access_list_error> take_last() {
    return line_.empty() ? std::nullopt : take_line();
  }

  std::optional<access_list_error> take_line() {
    const auto text = trimmed(line_);
    info_hash parsed;
    if (!text.empty() && !parse_hex(text, parsed))
      return fault_in_line("an info_hash of 40 hexadecimal digits");
    if (!text.empty() && out_.insert(parsed).second && out_.size() > access_list_torrents_max)
      return fault_in_line("at most " + std::to_string(access_list_torrents_max) + " torrents");
    line_.clear();
    ++number_;
    return std::nullopt;
  }

  /// Chosen: room for a long comment.
  static constexpr std::size_t line_bytes_max = 4096;

  const std::string& path_;
  info_hash_set& out_;
  std::string line_;
  std::size_t number_ = 1;
};

} // namespace

std::optional<access_list_error> load_access_lists(
    const std::string& allow_path, const std::string& deny_path, access_lists& out,
    const is_abandoned& abandoned) {
  access_lists loaded;
  if (!allow_path.empty())
    if (auto error = list_reader{allow_path, loaded.allowed.emplace()}.read(abandoned))
      return error;
  if (!deny_path.empty())
    if (auto error = list_reader{deny_path, loaded.denied}.read(abandoned))
      return error;
  out = std::move(loaded);
  return std::nullopt;
}

} // namespace muster
