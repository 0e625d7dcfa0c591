// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE log_output_test

#include "actors/log/log_output.hpp"
#include "tests/support/scratch_folder.hpp"

#include <caf/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using namespace muster;
using test::lines_of;
using lines = std::vector<std::string>;

struct fixture {
  test::scratch_folder folder;

  [[nodiscard]] log_output opened(const std::string& path) const {
    log_output result{path};
    if (const auto error = result.open())
      CAF_FAIL(error->message);
    return result;
  }
};

/// A pipe with a name that has a reader who reads when told to.
class slow_reader {
public:
  explicit slow_reader(const std::string& path) {
    if (::mkfifo(path.c_str(), 0600) != 0)
      throw std::runtime_error{"no pipe"};
    descriptor_ = ::open(path.c_str(), O_RDONLY | O_NONBLOCK);
  }

  slow_reader(const slow_reader&) = delete;
  slow_reader& operator=(const slow_reader&) = delete;

  ~slow_reader() {
    ::close(descriptor_);
  }

  /// Reads all that there is.
  std::size_t read_all() const {
    std::array<char, 65536> buffer{};
    std::size_t result = 0;
    for (ssize_t n = 0; (n = ::read(descriptor_, buffer.data(), buffer.size())) > 0;)
      result += static_cast<std::size_t>(n);
    return result;
  }

private:
  int descriptor_;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(log_output_tests, fixture)

CAF_TEST(a line is in the file as soon as it is written) {
  const auto path = folder.path("log");
  auto output = opened(path);
  CAF_CHECK(output.write("one"));
  CAF_CHECK(lines_of(path) == lines{"one"});
  CAF_CHECK(output.write("%v two {}"));
  CAF_CHECK(lines_of(path) == (lines{"one", "%v two {}"}));
}

CAF_TEST(a file that is made is nothing to others whatever the mask lets through) {
  const auto mode_with_mask = [&](mode_t mask, const std::string& name) {
    const auto before = ::umask(mask);
    const auto output = opened(folder.path(name));
    ::umask(before);
    struct stat found {};
    ::stat(folder.path(name).c_str(), &found);
    return found.st_mode & 07777U;
  };
  CAF_CHECK_EQUAL(mode_with_mask(0, "log"), 0640U);
  CAF_CHECK_EQUAL(mode_with_mask(0, "new/folder/log"), 0640U);
  CAF_CHECK_EQUAL(mode_with_mask(077, "private_log"), 0600U);
}

CAF_TEST(a file that exists is appended to and keeps its mode) {
  const auto path = folder.path("log");
  std::ofstream{path} << "before\n";
  ::chmod(path.c_str(), 0644);
  CAF_CHECK(opened(path).write("after"));
  CAF_CHECK(lines_of(path) == (lines{"before", "after"}));
  struct stat found {};
  CAF_CHECK_EQUAL(::stat(path.c_str(), &found), 0);
  CAF_CHECK_EQUAL(found.st_mode & 07777U, 0644U);
}

CAF_TEST(a file that cannot be opened is an error that names it) {
  std::ofstream{folder.path("file")} << "x";
  const auto path = folder.path("file/log");
  log_output output{path};
  const auto error = output.open();
  CAF_REQUIRE(error);
  CAF_MESSAGE(error->message);
  CAF_CHECK(error->message.find(path) != std::string::npos);
  CAF_CHECK(!output.write("lost"));
}

CAF_TEST(a folder is not a log file) {
  log_output output{folder.path("")};
  CAF_CHECK(output.open());
}

CAF_TEST(after a rename the file is written on until it is opened anew) {
  const auto path = folder.path("log");
  const auto moved = folder.path("log.1");
  auto output = opened(path);
  output.write("one");
  std::filesystem::rename(path, moved);
  CAF_CHECK(output.write("two"));
  CAF_CHECK(lines_of(moved) == (lines{"one", "two"}));
  CAF_CHECK(!output.open());
  CAF_CHECK(output.write("three"));
  CAF_CHECK(lines_of(moved) == (lines{"one", "two"}));
  CAF_CHECK(lines_of(path) == lines{"three"});
}

CAF_TEST(if the file cannot be opened anew the old one stays in use) {
  std::filesystem::create_directory(folder.path("logs"));
  const auto path = folder.path("logs/log");
  auto output = opened(path);
  std::filesystem::rename(folder.path("logs"), folder.path("moved"));
  std::ofstream{folder.path("logs")} << "in the way";
  CAF_CHECK(output.open());
  CAF_CHECK(output.write("one"));
  CAF_CHECK(lines_of(folder.path("moved/log")) == lines{"one"});
}

CAF_TEST(a line that a full disk does not take is lost) {
  auto output = opened("/dev/full");
  CAF_CHECK(!output.write("lost"));
}

CAF_TEST(a reader that stands still costs one pause and lines until it goes on) {
  const auto path = folder.path("pipe");
  const slow_reader reader{path};
  auto output = opened(path);
  const std::string line(1000, 'x');
  std::size_t written = 0;
  while (written < 1000 && output.write(line))
    ++written;
  CAF_REQUIRE(written > 0);
  CAF_REQUIRE(written < 1000);
  // With a pause for each, these would run into the time limit of the suite.
  for (int i = 0; i < 1000; ++i)
    CAF_REQUIRE(!output.write(line));
  CAF_CHECK_EQUAL(reader.read_all(), written * 1001);
  CAF_CHECK(output.write("again"));
  CAF_CHECK_EQUAL(reader.read_all(), 6u);
}

CAF_TEST(a pipe that nobody reads is an error at once) {
  const auto path = folder.path("pipe");
  CAF_REQUIRE_EQUAL(::mkfifo(path.c_str(), 0600), 0);
  log_output log{path};
  const auto error = log.open();
  CAF_REQUIRE(error.has_value());
  CAF_CHECK(error->message.find(path + ": cannot be opened: expected a reader") == 0);
}

CAF_TEST_FIXTURE_SCOPE_END()
