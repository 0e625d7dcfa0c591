// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/operator_socket.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

namespace muster {

namespace {

/// Operators that may wait to be let in.
constexpr int backlog = 16;

constexpr mode_t owner_only = 0600;

/// How long another that holds the lock of the folder is waited for. Chosen: a musterd has it for
/// some system calls; whoever has it longer may have it for ever, and signals are blocked
/// meanwhile.
constexpr std::chrono::seconds lock_time_max{1};

constexpr std::chrono::milliseconds lock_pause{20};

[[noreturn]] void fail(int error, const std::string& path) {
  throw std::system_error{error, std::generic_category(), path};
}

/// A descriptor that is closed unless it is given away.
class descriptor {
public:
  explicit descriptor(int number) noexcept : number_(number) {
    // nop
  }

  ~descriptor() {
    if (number_ >= 0)
      ::close(number_);
  }

  descriptor(descriptor&& other) noexcept : number_(other.release()) {
    // nop
  }

  [[nodiscard]] int get() const noexcept {
    return number_;
  }

  [[nodiscard]] int release() noexcept {
    return std::exchange(number_, -1);
  }

private:
  int number_;
};

int make_socket(const std::string& path, int flags = 0) {
  const int result = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
  if (result < 0)
    fail(errno, path);
  return result;
}

sockaddr_un address_of(const std::string& path) {
  sockaddr_un result{};
  if (path.size() >= sizeof(result.sun_path))
    fail(ENAMETOOLONG, path);
  result.sun_family = AF_UNIX;
  std::memcpy(result.sun_path, path.data(), path.size());
  return result;
}

const sockaddr* as_generic(const sockaddr_un& x) {
  return reinterpret_cast<const sockaddr*>(&x);
}

/// @returns 0, or why nobody answers.
int try_connect(int socket, const sockaddr_un& at) {
  return ::connect(socket, as_generic(at), sizeof(at)) == 0 ? 0 : errno;
}

bool try_lock(const descriptor& folder) {
  return ::flock(folder.get(), LOCK_EX | LOCK_NB) == 0;
}

/// Keeps others that start on the same data directory out until this goes. Whoever may read the
/// folder can lock it.
descriptor lock_folder_of(const std::string& path) {
  const auto folder = std::filesystem::absolute(path).parent_path();
  descriptor result{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (result.get() < 0)
    fail(errno, path);
  const auto end = std::chrono::steady_clock::now() + lock_time_max;
  while (!try_lock(result)) {
    if (errno != EWOULDBLOCK && errno != EINTR)
      fail(errno, path);
    if (std::chrono::steady_clock::now() >= end)
      fail(EADDRINUSE, path + ": another process keeps its folder locked");
    std::this_thread::sleep_for(lock_pause);
  }
  return result;
}

/// Removes a socket at which nobody listens. What is no socket is left alone.
void remove_stale(const std::string& path, const sockaddr_un& at) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0)
    return;
  if (!S_ISSOCK(found.st_mode))
    fail(EEXIST, path);
  // Without waiting for one who listens and lets nobody in.
  const descriptor probe{make_socket(path, SOCK_NONBLOCK)};
  const auto error = try_connect(probe.get(), at);
  if (error != ECONNREFUSED)
    fail(error == 0 || error == EAGAIN ? EADDRINUSE : error, path);
  if (::unlink(path.c_str()) != 0)
    fail(errno, path);
}

} // namespace

bool operator_identity::is_trusted() const noexcept {
  return process > 0 && (user == 0 || user == ::geteuid());
}

operator_identity identity_of_peer(int socket) noexcept {
  ucred found{};
  socklen_t size = sizeof(found);
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &found, &size) != 0)
    return {};
  return {found.uid, found.pid};
}

operator_socket::operator_socket(std::string path)
    : path_(std::move(path)), descriptor_(make_socket(path_)) {
  descriptor socket{std::exchange(descriptor_, -1)};
  const auto at = address_of(path_);
  const auto lock = lock_folder_of(path_);
  remove_stale(path_, at);
  // The file gets the mode that the socket has, so that there is no moment at which it is open.
  if (::fchmod(socket.get(), owner_only) != 0
      || ::bind(socket.get(), as_generic(at), sizeof(at)) != 0)
    fail(errno, path_);
  struct stat made {};
  if (::lstat(path_.c_str(), &made) != 0 || ::listen(socket.get(), backlog) != 0)
    fail(errno, path_);
  device_ = made.st_dev;
  inode_ = made.st_ino;
  descriptor_ = socket.release();
}

operator_socket::~operator_socket() {
  if (is_in_place())
    ::unlink(path_.c_str());
  if (descriptor_ >= 0)
    ::close(descriptor_);
}

int operator_socket::release() noexcept {
  return std::exchange(descriptor_, -1);
}

bool operator_socket::is_in_place() const noexcept {
  struct stat found {};
  return ::lstat(path_.c_str(), &found) == 0 && found.st_dev == device_ && found.st_ino == inode_;
}

int connect_to_operator_socket(const std::string& path) {
  const auto at = address_of(path);
  descriptor socket{make_socket(path)};
  if (const auto error = try_connect(socket.get(), at))
    fail(error, path);
  return socket.release();
}

} // namespace muster
