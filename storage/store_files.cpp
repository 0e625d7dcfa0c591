// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "storage/store_files.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <pwd.h>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace muster {

namespace fs = std::filesystem;

namespace {

using cause = storage_error::cause;

constexpr const char* what_to_do =
    "; finish the restore, or move the folder away to begin with an empty store. Nothing in it was "
    "changed";

/// A user as operators know it.
std::string name_of(uid_t user) {
  const auto* entry = ::getpwuid(user);
  return "user " + (entry == nullptr ? std::to_string(user) : std::string{entry->pw_name});
}

/// Who this process is.
std::string user() {
  return name_of(::geteuid()) + " (musterd's)";
}

storage_error unavailable(std::string message) {
  return {cause::unavailable, std::move(message)};
}

storage_error no_folder(const std::string& path) {
  return unavailable(path + " is a file, and a folder is expected; move it away");
}

storage_error unreadable(const std::string& path, const std::string& why) {
  struct stat found {};
  const bool is_of_another =
      ::stat(path.c_str(), &found) == 0 && found.st_uid != ::geteuid() && ::geteuid() != 0;
  return unavailable(
      path + " cannot be read: " + why + "; "
      + (is_of_another ? "it belongs to " + name_of(found.st_uid) + ", and must belong to "
                       : "it must be a folder that belongs to ")
      + user() + " alone");
}

/// Whether a file is one that only a store with a CURRENT file has. The first MANIFEST is written
/// before that, and all there is if the making of a store was interrupted.
bool belongs_to_store(const fs::path& file) {
  const auto name = file.filename().string();
  const auto kind = file.extension();
  return kind == ".sst" || kind == ".log" || name.starts_with("OPTIONS-")
         || (name.starts_with("MANIFEST-") && name != "MANIFEST-000001");
}

/// The name of the MANIFEST, which CURRENT consists of; empty: it is none.
std::string manifest_of(const fs::path& folder) {
  std::ifstream file{folder / "CURRENT"};
  std::string result;
  std::getline(file, result);
  return result.starts_with("MANIFEST-") ? result : std::string{};
}

bool are_on_one_disk(const fs::path& a, const fs::path& b) {
  struct stat one {};
  struct stat other {};
  return ::stat(a.c_str(), &one) == 0 && ::stat(b.c_str(), &other) == 0
         && one.st_dev == other.st_dev;
}

std::optional<storage_error> check_current(const fs::path& folder) {
  if (::access((folder / "CURRENT").c_str(), R_OK) != 0)
    return unavailable(
        (folder / "CURRENT").string() + " cannot be read: " + std::strerror(errno)
        + "; everything in the folder must belong to " + user() + " alone");
  const auto manifest = manifest_of(folder);
  std::error_code ignored;
  if (!manifest.empty() && fs::exists(folder / manifest, ignored))
    return std::nullopt;
  const auto missing = manifest.empty() ? "a CURRENT file that says where it begins" : manifest;
  return storage_error{
      cause::corrupt,
      folder.string() + " has a part of a store, but lacks " + missing + what_to_do};
}

storage_error not_permitted(const fs::path& folder) {
  if (errno == EROFS)
    return unavailable(
        folder.string()
        + " is read-only for musterd; name another folder, or let it write there, "
          "below systemd with ReadWritePaths=");
  return unavailable(
      user() + " may not write to " + folder.string()
      + "; give that user the right to, or name another folder");
}

} // namespace

std::optional<storage_error> make_folder(const std::string& path) {
  if (::mkdir(path.c_str(), S_IRWXU) == 0)
    return std::nullopt;
  if (errno == EACCES)
    return unavailable(path + " cannot be made: " + user() + " may not write to its parent");
  if (errno != EEXIST)
    return unavailable(path + " cannot be made: " + std::strerror(errno));
  struct stat found {};
  if (::stat(path.c_str(), &found) == 0 && !S_ISDIR(found.st_mode))
    return no_folder(path);
  return std::nullopt;
}

std::optional<storage_error> check_folder_in_use(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) == 0) {
    if (!S_ISDIR(found.st_mode))
      return no_folder(path);
    if (::access(path.c_str(), R_OK | W_OK | X_OK) == 0)
      return std::nullopt;
  }
  if (errno == ENOENT || errno == ENOTDIR)
    return std::nullopt;
  return errno == EACCES ? unreadable(path, std::strerror(errno)) : not_permitted(path);
}

std::optional<storage_error> check_store_files(const std::string& path) {
  std::error_code error;
  bool has_part = false;
  for (fs::directory_iterator x{path, error}, end; !error && x != end; x.increment(error)) {
    if (x->path().filename() == "CURRENT")
      return check_current(path);
    has_part = has_part || belongs_to_store(x->path());
  }
  if (error)
    return unreadable(path, error.message());
  if (!has_part)
    return std::nullopt;
  return storage_error{
      cause::corrupt, path + " has a part of a store, but lacks its CURRENT file" + what_to_do};
}

std::optional<storage_error> check_new_folder(const std::string& path) {
  const auto folder = fs::path{path}.lexically_normal();
  if (!folder.is_absolute())
    return unavailable("expected an absolute path of a folder, such as /var/backups/muster");
  std::error_code error;
  if (fs::exists(fs::symlink_status(folder, error)))
    return unavailable(path + " exists already; name a folder that does not exist yet");
  const auto parent = (folder.has_filename() ? folder : folder.parent_path()).parent_path();
  if (!fs::is_directory(parent, error) && error != std::errc::permission_denied)
    return unavailable(
        parent.string() + " is no folder; make it first, so that " + user() + " may write to it");
  if (::access(parent.c_str(), W_OK | X_OK) != 0)
    return not_permitted(parent);
  return std::nullopt;
}

storage_error no_room_for(const std::string& path, const std::string& store) {
  auto text = "the disk has no room for " + path + "; make some";
  if (!are_on_one_disk(fs::path{path}.parent_path(), store))
    text += ", or name a folder on the file system of the store, where a copy shares its files";
  return unavailable(text);
}

} // namespace muster
