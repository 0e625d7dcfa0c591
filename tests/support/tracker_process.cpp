// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "tests/support/tracker_process.hpp"

#include "tests/support/spawning.hpp"

#include <algorithm>
#include <poll.h>
#include <signal.h>
#include <utility>

namespace muster::test {

namespace {

using clock = std::chrono::steady_clock;

/// Far above what any step takes; a test that hangs still ends.
constexpr std::chrono::seconds patience{20};

constexpr std::chrono::milliseconds poll_time{50};

bool has_all(const std::string& line, const std::vector<std::string>& words) {
  return std::all_of(words.begin(), words.end(), [&](const std::string& word) {
    return line.find(word) != std::string::npos;
  });
}

bool has_line(const std::string& text, const std::vector<std::string>& words) {
  std::size_t begin = 0;
  for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
    if (has_all(text.substr(begin, end - begin), words))
      return true;
    begin = end + 1;
  }
  return false;
}

/// The addresses of `event=listen address=…` lines.
std::vector<endpoint> listening_at(const std::string& text) {
  std::vector<endpoint> result;
  const std::string key = "event=listen address=";
  for (auto at = text.find(key); at != std::string::npos; at = text.find(key, at + 1)) {
    const auto begin = at + key.size();
    if (const auto found = parse_endpoint(text.substr(begin, text.find(' ', begin) - begin)))
      result.push_back(*found);
  }
  return result;
}

} // namespace

tracker_process::tracker_process(std::vector<std::string> arguments, unsigned descriptors_max) {
  const auto [output, its_output] = make_pipe();
  output_ = output;
  if (std::find(arguments.begin(), arguments.end(), "--data-dir") == arguments.end())
    arguments.insert(arguments.end(), {"--data-dir", data_dir()});
  std::string program = MUSTERD_PATH;
  if (descriptors_max > 0) {
    const auto limit = "ulimit -n " + std::to_string(descriptors_max) + "; exec \"$0\" \"$@\"";
    arguments.insert(arguments.begin(), {"-c", limit, std::exchange(program, "/bin/sh")});
  }
  pid_ = spawn(program, std::move(arguments), STDIN_FILENO, its_output);
  ::close(its_output);
}

tracker_process::~tracker_process() {
  if (!ended_) {
    signal(SIGKILL);
    wait_for_end(patience);
  }
  ::close(output_);
}

std::vector<endpoint> tracker_process::wait_until_ready(std::size_t listeners) {
  if (!wait_for_line({"event=start "}) || listening_at(text_).size() != listeners)
    throw std::runtime_error{"musterd is not ready; it said: " + text_};
  return listening_at(text_);
}

bool tracker_process::wait_for_line(const std::vector<std::string>& words) {
  const auto deadline = clock::now() + patience;
  while (!has_line(text_, words))
    if (clock::now() > deadline || !read_output(poll_time))
      return has_line(text_, words);
  return true;
}

void tracker_process::signal(int number) const {
  ::kill(pid_, number);
}

std::optional<exit_status> tracker_process::wait_for_end(std::chrono::seconds at_most) {
  const auto deadline = clock::now() + at_most;
  while (!ended_ && clock::now() <= deadline) {
    read_output(poll_time);
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_)
      ended_ = exit_status_of(status);
  }
  return ended_;
}

const std::string& tracker_process::output() {
  while (read_output(std::chrono::milliseconds{0})) {
  }
  return text_;
}

bool tracker_process::read_output(std::chrono::milliseconds at_most) {
  pollfd readable{output_, POLLIN, 0};
  if (::poll(&readable, 1, static_cast<int>(at_most.count())) == 0)
    return at_most.count() > 0;
  return read_some(output_, text_);
}

finished_process run_musterd(std::vector<std::string> arguments) {
  tracker_process process{std::move(arguments)};
  const auto status = process.wait_for_end(patience);
  if (!status)
    throw std::runtime_error{"musterd does not end; it said: " + process.output()};
  return {*status, process.output()};
}

} // namespace muster::test
