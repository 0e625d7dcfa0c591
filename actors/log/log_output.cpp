// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "actors/log/log_output.hpp"

#include <spdlog/details/log_msg.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <cerrno>
#include <cstdio>
#include <exception>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace muster {

namespace {

/// How long a reader of the log may stand still before lines are given up. Chosen: longer than a
/// pause of a busy reader, and well below the 5 s in which the tracker must have stopped.
constexpr int patience_milliseconds = 1000;

std::unique_ptr<spdlog::formatter> line_as_it_is() {
  return std::make_unique<spdlog::pattern_formatter>("%v");
}

/// Stands in for the reader of a pipe while that is opened: the reader may go away at that moment,
/// and to open a pipe without one would take until the next one comes.
class pipe_reader {
public:
  /// @throws std::system_error if there is a pipe at `path` that nobody reads.
  explicit pipe_reader(const std::string& path) {
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0 || !S_ISFIFO(found.st_mode))
      return;
    const int writer = ::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    if (writer < 0)
      throw std::system_error{
          errno, std::generic_category(), path + ": cannot be opened: expected a reader"};
    descriptor_ = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    ::close(writer);
  }

  ~pipe_reader() {
    if (descriptor_ >= 0)
      ::close(descriptor_);
  }

  pipe_reader(const pipe_reader&) = delete;
  pipe_reader& operator=(const pipe_reader&) = delete;

private:
  int descriptor_ = -1;
};

/// Neither writing by the group nor anything by others: there are addresses of clients in a log.
constexpr mode_t file_mode = S_IRUSR | S_IWUSR | S_IRGRP;

/// Makes a file that is not there, because stdio would make one that everybody may read. Whoever
/// opens it next says what is wrong.
void make_file(const std::string& path) {
  std::error_code ignored;
  if (const auto folder = std::filesystem::path{path}.parent_path(); !folder.empty())
    std::filesystem::create_directories(folder, ignored);
  constexpr int flags = O_WRONLY | O_CREAT | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  if (const int made = ::open(path.c_str(), flags, file_mode); made >= 0)
    ::close(made);
}

} // namespace

log_output::log_output(std::string path) : path_(std::move(path)) {
  // nop
}

std::optional<log_output_error> log_output::open() {
  try {
    if (path_.empty())
      open_stderr();
    else
      open_file();
  } catch (const std::exception& x) {
    return log_output_error{x.what()};
  }
  stalled_ = false;
  return std::nullopt;
}

bool log_output::write(std::string_view line) noexcept {
  if (!is_writable())
    return false;
  try {
    // The file is flushed after each line because only that tells whether it could be written, and
    // a log is read while it grows. A line that failed may still appear later, when a full disk
    // has room again: stdio keeps up to 4 KB.
    sink_->log({"", spdlog::level::info, {line.data(), line.size()}});
    sink_->flush();
  } catch (const std::exception&) {
    return false;
  }
  // The sink for stderr does not look at errors.
  const bool failed = path_.empty() && std::ferror(stderr) != 0;
  if (failed)
    std::clearerr(stderr);
  return !failed;
}

void log_output::open_stderr() {
  sink_ = std::make_shared<spdlog::sinks::stderr_sink_st>();
  sink_->set_formatter(line_as_it_is());
  descriptor_ = STDERR_FILENO;
}

void log_output::open_file() {
  const pipe_reader reader{path_};
  make_file(path_);
  int descriptor = -1;
  spdlog::file_event_handlers handlers;
  handlers.after_open = [&descriptor](const spdlog::filename_t&, std::FILE* file) {
    descriptor = fileno(file);
  };
  auto sink = std::make_shared<spdlog::sinks::basic_file_sink_st>(path_, false, handlers);
  sink->set_formatter(line_as_it_is());
  sink_ = std::move(sink);
  descriptor_ = descriptor;
}

bool log_output::is_writable() noexcept {
  if (sink_ == nullptr)
    return false;
  pollfd x{descriptor_, POLLOUT, 0};
  stalled_ = ::poll(&x, 1, stalled_ ? 0 : patience_milliseconds) == 0;
  return !stalled_;
}

} // namespace muster
