// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/secret_file.hpp"

#include "net/protocol/query_string.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace muster {

namespace {

constexpr mode_t owner_alone = S_IRUSR | S_IWUSR;

/// A descriptor that closes itself.
class open_file {
public:
  explicit open_file(int descriptor) : descriptor_(descriptor) {
    // nop
  }

  open_file(const open_file&) = delete;
  open_file& operator=(const open_file&) = delete;

  ~open_file() {
    if (descriptor_ >= 0)
      ::close(descriptor_);
  }

  [[nodiscard]] bool is_open() const noexcept {
    return descriptor_ >= 0;
  }

  [[nodiscard]] int get() const noexcept {
    return descriptor_;
  }

private:
  int descriptor_;
};

storage_error failure(const std::string& path, const char* what) {
  return {
      storage_error::cause::unavailable,
      path + ": cannot be " + what + ": " + std::strerror(errno)};
}

storage_error unusable(const std::string& path, std::string_view expected) {
  return {storage_error::cause::corrupt, path + ": expected " + std::string{expected}};
}

bool is_secret(std::string_view text) {
  return text.size() == secret_digits
         && std::ranges::all_of(text, [](char c) { return hex_digit(c) >= 0; });
}

std::string new_secret() {
  std::array<unsigned char, secret_digits / 2> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::array<char, secret_digits + 1> digits{};
  sodium_bin2hex(digits.data(), digits.size(), bytes.data(), bytes.size());
  return digits.data();
}

std::optional<storage_error>
write_secret(const open_file& file, const std::string& path, const std::string& secret) {
  const auto line = secret + '\n';
  const auto written = ::write(file.get(), line.data(), line.size());
  if (written == static_cast<ssize_t>(line.size()) && ::fsync(file.get()) == 0)
    return std::nullopt;
  if (written >= 0 && written < static_cast<ssize_t>(line.size()))
    errno = ENOSPC;
  return failure(path, "written");
}

bool sync_folder_of(const std::string& path) {
  const auto folder = path.substr(0, path.find_last_of('/') + 1);
  const open_file opened{::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_CLOEXEC)};
  return opened.is_open() && ::fsync(opened.get()) == 0;
}

std::optional<storage_error> make_file(const std::string& path, const std::string& secret) {
  // It is whole, or not there: nobody can use a part of it.
  const auto fresh = path + ".new";
  ::unlink(fresh.c_str()); // of a start that was cut off
  const open_file file{::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, owner_alone)};
  if (!file.is_open())
    return failure(path, "made");
  auto result = write_secret(file, path, secret);
  // Not over what is there by now.
  if (!result && (::link(fresh.c_str(), path.c_str()) != 0 || !sync_folder_of(path)))
    result = failure(path, "made");
  ::unlink(fresh.c_str());
  return result;
}

storage_result<std::string> make_secret(const std::string& path) {
  if (sodium_init() < 0)
    return storage_error{
        storage_error::cause::unavailable, path + ": cannot be made: no random numbers"};
  auto secret = new_secret();
  if (auto error = make_file(path, secret))
    return std::move(*error);
  return secret;
}

storage_result<std::string>
read_secret(const open_file& file, const std::string& path, std::string_view what) {
  struct stat status {};
  if (::fstat(file.get(), &status) != 0)
    return failure(path, "read");
  if (!S_ISREG(status.st_mode))
    return unusable(path, "a file with " + std::string{what});
  // Its owner can read it and write another secret. Root can do so anyway.
  if (status.st_uid != ::geteuid() && status.st_uid != 0)
    return unusable(path, "a file that belongs to the user of musterd");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return unusable(path, "a file for its owner alone, with mode 0600");
  std::array<char, secret_digits + 2> buffer{};
  const auto size = ::read(file.get(), buffer.data(), buffer.size());
  if (size < 0)
    return failure(path, "read");
  std::string_view text{buffer.data(), static_cast<std::size_t>(size)};
  if (text.ends_with('\n'))
    text.remove_suffix(1);
  if (!is_secret(text))
    return unusable(path, "a line of 64 hexadecimal digits");
  return std::string{text};
}

} // namespace

storage_result<std::string> load_secret_file(const std::string& path, std::string_view what) {
  // Without waiting, should it be a pipe.
  const open_file file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (file.is_open())
    return read_secret(file, path, what);
  return errno == ENOENT ? make_secret(path) : failure(path, "read");
}

std::optional<storage_error> keep_secret_file(const std::string& path, const std::string& secret) {
  if (::access(path.c_str(), F_OK) == 0)
    return std::nullopt;
  return make_file(path, secret);
}

} // namespace muster
