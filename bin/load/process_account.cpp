// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "bin/load/process_account.hpp"

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <unistd.h>

namespace muster::load {

namespace {

constexpr std::int64_t nanoseconds_per_second = 1'000'000'000;

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// Fields 14 and 15 of /proc/PID/stat, see proc(5). They are counted from the closing parenthesis,
/// because the name of the program before it may contain blanks.
bool read_ticks(const std::string& stat, process_account& out) {
  const auto name_end = stat.rfind(')');
  if (name_end == std::string::npos)
    return false;
  std::istringstream fields{stat.substr(name_end + 1)};
  std::string skipped;
  for (int i = 3; i < 14; ++i)
    fields >> skipped;
  std::int64_t user = 0;
  std::int64_t system = 0;
  if (!(fields >> user >> system))
    return false;
  const auto tick = nanoseconds_per_second / ::sysconf(_SC_CLK_TCK);
  out.user_nanoseconds = user * tick;
  out.system_nanoseconds = system * tick;
  return true;
}

/// The first field of each thread's schedstat is its time on a processor. A thread that ended is
/// missing there.
std::optional<std::int64_t> read_scheduler_account(const std::filesystem::path& tasks) {
  std::int64_t sum = 0;
  std::error_code error;
  for (std::filesystem::directory_iterator i{tasks, error}, end; i != end; i.increment(error)) {
    std::int64_t thread = 0;
    if (!(std::ifstream{i->path() / "schedstat"} >> thread))
      return std::nullopt;
    sum += thread;
  }
  return sum > 0 ? std::optional{sum} : std::nullopt;
}

/// The number of a line like `VmRSS: 1234 kB`; 0 if it is missing.
std::uint64_t read_kilobytes(const std::string& status, std::string_view name) {
  const auto line = status.find(name);
  if (line == std::string::npos)
    return 0;
  std::uint64_t result = 0;
  std::istringstream{status.substr(line + name.size())} >> result;
  return result * 1024;
}

} // namespace

std::optional<process_account> read_process_account(pid_t pid, const std::filesystem::path& proc) {
  const auto folder = proc / std::to_string(pid);
  process_account result;
  if (!read_ticks(read_file(folder / "stat"), result))
    return std::nullopt;
  const auto exact = read_scheduler_account(folder / "task");
  result.is_exact = exact.has_value();
  result.cpu_nanoseconds = exact.value_or(result.user_nanoseconds + result.system_nanoseconds);
  const auto status = read_file(folder / "status");
  result.rss_bytes = read_kilobytes(status, "VmRSS:");
  result.rss_max_bytes = read_kilobytes(status, "VmHWM:");
  return result;
}

} // namespace muster::load
