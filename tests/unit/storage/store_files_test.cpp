// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE store_files_test

#include "storage/store_files.hpp"
#include "tests/support/full_disk.hpp"
#include "tests/support/stores.hpp"

#include <caf/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <grp.h>
#include <numeric>
#include <set>
#include <string>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;

using namespace muster;
using test::message;
using cause = storage_error::cause;

constexpr auto swarms = record_kind::swarms;

/// Becomes a user without rights. For processes of their own only.
bool become_nobody() {
  constexpr id_t nobody = 65'534;
  return ::geteuid() != 0
         || (::setgroups(0, nullptr) == 0 && ::setgid(nobody) == 0 && ::setuid(nobody) == 0);
}

bool mentions(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

class fixture {
public:
  fixture() {
    // Tables, and a log with something in it.
    for (const auto* key : {"first", "second"}) {
      const auto records = test::opened_store(path);
      store_batch batch;
      batch.put(swarms, key, "value");
      CAF_REQUIRE_EQUAL(message(records->write(batch, true)), "no error");
    }
  }

  /// The names and sizes of all files.
  [[nodiscard]] std::string files() const {
    std::set<std::string> result;
    for (const auto& x : fs::directory_iterator{path})
      result.insert(x.path().filename().string() + ' ' + std::to_string(x.file_size()) + '\n');
    return std::accumulate(result.begin(), result.end(), std::string{});
  }

  [[nodiscard]] fs::path manifest() const {
    for (const auto& x : fs::directory_iterator{path})
      if (x.path().filename().string().starts_with("MANIFEST-"))
        return x.path();
    return {};
  }

  /// Opens a store that lacks a file.
  /// @returns what is wrong, which must be nothing again when the file is back.
  storage_error open_without(const fs::path& file) {
    fs::rename(file, folder.path("away"));
    const auto before = files();
    auto opened = store::open(path);
    CAF_REQUIRE(std::holds_alternative<storage_error>(opened));
    CAF_CHECK_EQUAL(files(), before);
    fs::rename(folder.path("away"), file);
    const auto mended = test::opened_store(path);
    CAF_CHECK_EQUAL(test::keys_of(mended->cursor(swarms)).size(), 2u);
    return std::get<storage_error>(std::move(opened));
  }

  test::scratch_folder folder;
  std::string path = folder.path("store");
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(store_files_tests, fixture)

CAF_TEST(a store without its CURRENT file is damaged and nothing in it is touched) {
  const auto error = open_without(path + "/CURRENT");
  CAF_CHECK(error.why == cause::corrupt);
  CAF_CHECK(mentions(error.message, "lacks its CURRENT file; finish the restore, or move"));
}

CAF_TEST(a store without the MANIFEST that CURRENT names is damaged and nothing is touched) {
  const auto name = manifest().filename().string();
  const auto error = open_without(manifest());
  CAF_CHECK(error.why == cause::corrupt);
  CAF_CHECK(mentions(error.message, "lacks " + name + "; finish the restore, or move"));
}

CAF_TEST(a CURRENT file that says nothing is damage) {
  for (const auto* text : {"", "\n", "nonsense\n"}) {
    std::ofstream{path + "/CURRENT"} << text;
    const auto opened = store::open(path);
    CAF_REQUIRE(std::holds_alternative<storage_error>(opened));
    CAF_CHECK(std::get<storage_error>(opened).why == cause::corrupt);
    CAF_CHECK(mentions(message(opened), "finish the restore"));
  }
}

CAF_TEST(each file that only a store has is a part of one and others are not ) {
  const auto part = folder.path("part");
  for (const auto* name : {"000007.sst", "000007.log", "MANIFEST-000005", "OPTIONS-000009"}) {
    fs::create_directory(part);
    std::ofstream{part + '/' + name} << "x";
    CAF_CHECK(mentions(message(store::open(part)), "lacks its CURRENT file"));
    fs::remove_all(part);
  }
  // What the making of a store leaves behind that was interrupted, and what others put there.
  fs::create_directory(part);
  for (const auto* name : {"MANIFEST-000001", "LOCK", "IDENTITY", "000001.dbtmp", "lost+found"})
    std::ofstream{part + '/' + name} << "x";
  CAF_CHECK_EQUAL(message(store::open(part)), "no error");
}

CAF_TEST(an empty folder is a new store) {
  fs::create_directory(folder.path("empty"));
  CAF_CHECK_EQUAL(message(store::open(folder.path("empty"))), "no error");
}

CAF_TEST(a file in the place of a folder is named) {
  std::ofstream{folder.path("file")} << "x";
  const auto opened = store::open(folder.path("file"));
  CAF_CHECK(mentions(message(opened), "/file is a file, and a folder is expected"));
  CAF_CHECK(std::get<storage_error>(opened).why == cause::unavailable);
}

CAF_TEST(a folder that cannot be read is no new store) {
  fs::permissions(folder.path(""), fs::perms::owner_all | fs::perms::others_exec);
  fs::permissions(path, ::geteuid() == 0 ? fs::perms::owner_all : fs::perms::none);
  const auto result = test::in_child([&] {
    if (!become_nobody())
      return 1;
    const auto opened = store::open(path);
    const auto* error = std::get_if<storage_error>(&opened);
    if (error == nullptr || error->why != cause::unavailable)
      return 2;
    return mentions(error->message, "cannot be read: Permission denied") ? 0 : 3;
  });
  fs::permissions(path, fs::perms::owner_all);
  CAF_CHECK_EQUAL(result, 0);
}

CAF_TEST(a folder in use that may no longer be read says so and not that it has gone) {
  fs::permissions(folder.path(""), fs::perms::all);
  const auto result = test::in_child([&] {
    if (!become_nobody())
      return 1;
    const auto own = folder.path("own");
    const auto opened = store::open(own);
    const auto& sut = std::get<std::unique_ptr<store>>(opened);
    if (sut->check_folder())
      return 2;
    fs::permissions(own, fs::perms::none);
    const auto says_why = [](const std::optional<storage_error>& x) {
      return x
             && mentions(x->message, "/own cannot be read: Permission denied; it must be a folder");
    };
    if (!says_why(sut->check_folder()))
      return 3;
    if (!says_why(sut->recover()) || !says_why(sut->write({}, false)))
      return 4;
    fs::permissions(own, fs::perms::owner_all);
    return sut->recover() || sut->check_folder() ? 5 : 0;
  });
  CAF_CHECK_EQUAL(result, 0);
}

CAF_TEST(a folder that another user owns is said to be of that user) {
  if (::geteuid() != 0)
    return; // who cannot give a folder away cannot try
  fs::permissions(folder.path(""), fs::perms::all);
  fs::create_directory(folder.path("given"));
  CAF_REQUIRE_EQUAL(::chown(folder.path("given").c_str(), 4321, 4321), 0);
  fs::permissions(folder.path("given"), fs::perms::owner_all);
  const auto result = test::in_child([&] {
    if (!become_nobody())
      return 1;
    const auto error = check_folder_in_use(folder.path("given"));
    if (!error)
      return 2;
    return mentions(error->message, "; it belongs to user 4321, and must belong to user ") ? 0 : 3;
  });
  CAF_CHECK_EQUAL(result, 0);
}

CAF_TEST(a folder in use that has become a file is named and one that is gone is not ) {
  CAF_CHECK(!check_folder_in_use(path));
  fs::rename(path, folder.path("moved"));
  CAF_CHECK(!check_folder_in_use(path));
  std::ofstream{path} << "x";
  CAF_CHECK(
      mentions(check_folder_in_use(path).value().message, "is a file, and a folder is expected"));
}

// -- where a copy goes ----------------------------------------------------------------------------

CAF_TEST(a copy goes to a new folder whose parent exists) {
  CAF_CHECK_EQUAL(message(check_new_folder(folder.path("copy"))), "no error");
  CAF_CHECK_EQUAL(message(check_new_folder(folder.path("copy/"))), "no error");
}

CAF_TEST(a copy is refused with what to do instead) {
  const auto says = [](const std::string& place, const std::string& words) {
    const auto error = check_new_folder(place);
    return error && mentions(error->message, words);
  };
  CAF_CHECK(says(path, "exists already; name a folder that does not exist yet"));
  CAF_CHECK(says(path + '/', "exists already; name a folder that does not exist yet"));
  CAF_CHECK(says(folder.path("no/copy"), "/no is no folder; make it first, so that user "));
  CAF_CHECK(says(folder.path("no/copy/"), "/no is no folder; make it first, so that user "));
  CAF_CHECK(says(path + "/CURRENT/copy", "/CURRENT is no folder; make it first"));
  CAF_CHECK(says("copy", "expected an absolute path"));
  CAF_CHECK(says("", "expected an absolute path"));
}

CAF_TEST(a copy to where musterd may not write names the user) {
  fs::permissions(folder.path(""), fs::perms::owner_all | fs::perms::others_exec);
  if (::geteuid() != 0)
    fs::permissions(path, fs::perms::owner_read);
  const auto place = path + "/copy";
  const auto result = test::in_child([&] {
    if (!become_nobody())
      return 1;
    const auto error = check_new_folder(place);
    if (!error || !mentions(error->message, "(musterd's) may not write to " + path))
      return 2;
    return error->message.starts_with("user ") ? 0 : 3;
  });
  fs::permissions(path, fs::perms::owner_all);
  CAF_CHECK_EQUAL(result, 0);
}

CAF_TEST(a copy that ended early says what to make room for) {
  const auto text = no_room_for("/proc/one", folder.path("")).message;
  CAF_CHECK(mentions(text, "no room for /proc/one; make some, or name a folder on"));
}

CAF_TEST(a copy that shared the files of the store is not advised to do so) {
  const auto text = no_room_for(folder.path("one"), folder.path("")).message;
  CAF_CHECK(text.ends_with("one; make some"));
}

CAF_TEST_FIXTURE_SCOPE_END()
