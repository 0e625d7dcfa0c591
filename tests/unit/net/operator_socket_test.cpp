// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE operator_socket_test

#include "net/operator_socket.hpp"
#include "tests/support/scratch_folder.hpp"

#include <caf/test/unit_test.hpp>

#include <fcntl.h>
#include <memory>
#include <string>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>

namespace {

using namespace muster;

struct fixture {
  test::scratch_folder folder;
  std::string path = folder.path("operator.sock");

  [[nodiscard]] sockaddr_un address_at_path() const {
    sockaddr_un result{AF_UNIX, {}};
    path.copy(result.sun_path, sizeof(result.sun_path) - 1);
    return result;
  }

  /// Leaves the file of a socket that nobody listens at any more.
  void crash_at_path() const {
    const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    const auto at = address_at_path();
    CAF_REQUIRE_EQUAL(::bind(socket, reinterpret_cast<const sockaddr*>(&at), sizeof(at)), 0);
    CAF_REQUIRE_EQUAL(::listen(socket, 1), 0);
    ::close(socket);
  }

  /// @returns 0 if listening at `at` works.
  static int error_of_listening(const std::string& at) {
    try {
      const operator_socket ignored{at};
      return 0;
    } catch (const std::system_error& error) {
      CAF_CHECK(std::string{error.what()}.find(at) != std::string::npos);
      return error.code().value();
    }
  }

  static int error_of_connecting(const std::string& at) {
    try {
      ::close(connect_to_operator_socket(at));
      return 0;
    } catch (const std::system_error& error) {
      CAF_CHECK(std::string{error.what()}.find(at) != std::string::npos);
      return error.code().value();
    }
  }

  [[nodiscard]] bool exists() const {
    struct stat ignored {};
    return ::lstat(path.c_str(), &ignored) == 0;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(operator_socket_tests, fixture)

CAF_TEST(only the owner may read and write the file) {
  const auto open_to_all = ::umask(0);
  const operator_socket sut{path};
  ::umask(open_to_all);
  struct stat found {};
  CAF_REQUIRE_EQUAL(::lstat(path.c_str(), &found), 0);
  CAF_CHECK(S_ISSOCK(found.st_mode));
  CAF_CHECK_EQUAL(found.st_mode & 0777u, 0600u);
}

CAF_TEST(somebody can connect while it listens and the file goes with it) {
  {
    const operator_socket sut{path};
    CAF_CHECK_EQUAL(error_of_connecting(path), 0);
  }
  CAF_CHECK(!exists());
  CAF_CHECK_EQUAL(error_of_connecting(path), ENOENT);
}

CAF_TEST(what a crash left is replaced) {
  crash_at_path();
  CAF_CHECK_EQUAL(error_of_connecting(path), ECONNREFUSED);
  const operator_socket sut{path};
  CAF_CHECK_EQUAL(error_of_connecting(path), 0);
}

CAF_TEST(a socket at which somebody listens is not taken away) {
  const operator_socket first{path};
  CAF_CHECK_EQUAL(error_of_listening(path), EADDRINUSE);
  CAF_CHECK_EQUAL(error_of_connecting(path), 0);
}

CAF_TEST(a socket at which somebody listens and lets nobody in is not waited for) {
  const int busy = ::socket(AF_UNIX, SOCK_STREAM, 0);
  const auto at = address_at_path();
  CAF_REQUIRE_EQUAL(::bind(busy, reinterpret_cast<const sockaddr*>(&at), sizeof(at)), 0);
  CAF_REQUIRE_EQUAL(::listen(busy, 0), 0);
  const int waiting = ::socket(AF_UNIX, SOCK_STREAM, 0);
  CAF_REQUIRE_EQUAL(::connect(waiting, reinterpret_cast<const sockaddr*>(&at), sizeof(at)), 0);
  CAF_CHECK_EQUAL(error_of_listening(path), EADDRINUSE);
  ::close(waiting);
  ::close(busy);
}

CAF_TEST(a folder that another keeps locked is an error and not waited for) {
  const int other = ::open(folder.path("").c_str(), O_RDONLY | O_DIRECTORY);
  CAF_REQUIRE_EQUAL(::flock(other, LOCK_SH), 0);
  CAF_CHECK_EQUAL(error_of_listening(path), EADDRINUSE);
  CAF_CHECK(!exists());
  ::close(other);
  CAF_CHECK_EQUAL(error_of_listening(path), 0);
}

CAF_TEST(a file that is no socket is left alone) {
  static_cast<void>(folder.write("operator.sock", "precious"));
  CAF_CHECK_EQUAL(error_of_listening(path), EEXIST);
  CAF_CHECK((test::lines_of(path) == std::vector<std::string>{"precious"}));
}

CAF_TEST(a file that somebody else put in its place stays) {
  auto sut = std::make_unique<operator_socket>(path);
  ::unlink(path.c_str());
  const operator_socket other{path};
  sut.reset();
  CAF_CHECK(exists());
}

CAF_TEST(a path that is too long and a folder that is missing are errors) {
  CAF_CHECK_EQUAL(error_of_listening(folder.path(std::string(108, 'x'))), ENAMETOOLONG);
  CAF_CHECK_EQUAL(error_of_connecting(folder.path(std::string(108, 'x'))), ENAMETOOLONG);
  CAF_CHECK_EQUAL(error_of_listening(folder.path("missing/operator.sock")), ENOENT);
}

CAF_TEST(the kernel says who has connected) {
  int pair[2];
  CAF_REQUIRE_EQUAL(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
  const auto who = identity_of_peer(pair[0]);
  CAF_CHECK_EQUAL(who.user, ::geteuid());
  CAF_CHECK_EQUAL(who.process, ::getpid());
  CAF_CHECK(who.is_trusted());
  ::close(pair[0]);
  ::close(pair[1]);
}

CAF_TEST(this user and root are trusted and nobody else) {
  CAF_CHECK((operator_identity{::geteuid(), 1}.is_trusted()));
  CAF_CHECK((operator_identity{0, 1}.is_trusted()));
  CAF_CHECK((!operator_identity{::geteuid() + 1, 1}.is_trusted()));
  CAF_CHECK(!identity_of_peer(-1).is_trusted());
}

CAF_TEST_FIXTURE_SCOPE_END()
