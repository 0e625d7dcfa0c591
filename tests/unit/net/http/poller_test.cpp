// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE poller_test

#include "net/http/poller.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <caf/test/unit_test.hpp>

#include <cerrno>
#include <functional>
#include <map>
#include <memory>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace {

using namespace muster;

/// Something to wait for that becomes ready when the test says so.
class signal_descriptor {
public:
  signal_descriptor() : descriptor_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (descriptor_ < 0)
      throw std::system_error{errno, std::system_category(), "eventfd"};
  }

  ~signal_descriptor() {
    ::close(descriptor_);
  }

  signal_descriptor(const signal_descriptor&) = delete;
  signal_descriptor& operator=(const signal_descriptor&) = delete;

  void make_ready() const {
    ::eventfd_write(descriptor_, 1);
  }

  [[nodiscard]] int get() const noexcept {
    return descriptor_;
  }

private:
  int descriptor_;
};

struct fixture {
  boost::asio::io_context context;
  /// What was told, by token.
  std::map<std::uint64_t, std::uint32_t> told;
  std::size_t batches = 0;
  std::function<void()> when_told;
  poller subject{context, [this](poller::batch batch) {
                   note(batch);
                 }};

  void note(poller::batch batch) {
    ++batches;
    for (const auto& event : batch)
      told[event.data.u64] = event.events;
    if (when_told)
      when_told();
  }

  /// Descriptors that are ready and that the poller waits for, one edge each.
  std::vector<std::unique_ptr<signal_descriptor>> ready_descriptors(std::size_t count) {
    std::vector<std::unique_ptr<signal_descriptor>> result;
    for (std::size_t i = 0; i < count; ++i) {
      result.push_back(std::make_unique<signal_descriptor>());
      subject.add(result.back()->get(), i, EPOLLIN | EPOLLET);
      result.back()->make_ready();
    }
    return result;
  }

  /// Lets the io_context do what is to be done now.
  std::size_t poll_once() {
    told.clear();
    context.restart();
    return context.poll_one();
  }

  /// Checks that what is posted runs after two batches at the latest, and that the poller goes on.
  void check_others_have_turns() {
    std::size_t batches_before = 0;
    boost::asio::post(context, [&] {
      batches = 0;
      boost::asio::post(context, [&] { batches_before = batches; });
    });
    context.restart();
    for (int i = 0; i < 4; ++i)
      context.poll_one();
    CAF_CHECK_LESS_OR_EQUAL(batches_before, 2u);
    CAF_CHECK_GREATER(batches, 0u);
    const auto so_far = batches;
    context.poll_one();
    CAF_CHECK_GREATER(batches, so_far);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(poller_tests, fixture)

CAF_TEST(a descriptor is told by its token when it is ready and not before) {
  const signal_descriptor one;
  const signal_descriptor two;
  subject.add(one.get(), 0x123456789abcdef0, EPOLLIN | EPOLLET);
  subject.add(two.get(), 2, EPOLLIN | EPOLLET);
  poll_once();
  CAF_CHECK(told.empty());
  one.make_ready();
  poll_once();
  CAF_CHECK_EQUAL(told.size(), 1u);
  CAF_CHECK_EQUAL(told[0x123456789abcdef0], std::uint32_t{EPOLLIN});
}

CAF_TEST(an edge is told once and the next one again) {
  const signal_descriptor one;
  subject.add(one.get(), 1, EPOLLIN | EPOLLET);
  for (int i = 0; i < 3; ++i) {
    one.make_ready();
    poll_once();
    CAF_CHECK_EQUAL(told.size(), 1u);
    poll_once();
    CAF_CHECK(told.empty());
  }
}

CAF_TEST(a descriptor that is ready when it is added is told) {
  const signal_descriptor one;
  one.make_ready();
  subject.add(one.get(), 1, EPOLLIN | EPOLLET);
  poll_once();
  CAF_CHECK_EQUAL(told.size(), 1u);
}

CAF_TEST(what is waited for can be changed) {
  const signal_descriptor one;
  subject.add(one.get(), 1, EPOLLIN | EPOLLET);
  poll_once();
  subject.modify(one.get(), 2, EPOLLIN | EPOLLOUT | EPOLLET);
  poll_once();
  CAF_CHECK_EQUAL(told[2], std::uint32_t{EPOLLOUT});
  subject.modify(one.get(), 3, 0);
  one.make_ready();
  poll_once();
  CAF_CHECK(told.empty());
}

CAF_TEST(a change tells of what is ready already) {
  const signal_descriptor one;
  one.make_ready();
  subject.add(one.get(), 1, EPOLLIN | EPOLLET);
  poll_once();
  subject.modify(one.get(), 1, EPOLLIN | EPOLLET);
  poll_once();
  CAF_CHECK_EQUAL(told.size(), 1u);
}

CAF_TEST(a descriptor that was closed is told no more) {
  auto one = std::make_unique<signal_descriptor>();
  subject.add(one->get(), 1, EPOLLIN);
  one->make_ready();
  one.reset();
  poll_once();
  CAF_CHECK(told.empty());
}

CAF_TEST(more descriptors than one batch holds are all told) {
  const auto many = ready_descriptors(300);
  std::size_t count = 0;
  while (poll_once() != 0)
    count += told.size();
  CAF_CHECK_EQUAL(count, 300u);
  CAF_CHECK_GREATER_OR_EQUAL(batches, 10u);
}

CAF_TEST(the second batch is told at once) {
  const auto many = ready_descriptors(64);
  CAF_CHECK_EQUAL(poll_once(), 1u);
  CAF_CHECK_EQUAL(told.size(), 64u);
  CAF_CHECK_EQUAL(batches, 2u);
}

CAF_TEST(descriptors that stay ready do not keep other work waiting) {
  const signal_descriptor one;
  one.make_ready();
  subject.add(one.get(), 1, EPOLLIN); // not an edge: told as long as it is ready
  check_others_have_turns();
}

CAF_TEST(many descriptors that are ready do not keep other work waiting) {
  const auto many = ready_descriptors(300);
  check_others_have_turns();
}

CAF_TEST(what cannot be waited for is an error) {
  const auto fails = [](auto operation) {
    try {
      operation();
      return false;
    } catch (const std::system_error&) {
      return true;
    }
  };
  const signal_descriptor one;
  CAF_CHECK(fails([&] { subject.add(-1, 1, EPOLLIN); }));
  CAF_CHECK(fails([&] { subject.modify(one.get(), 1, EPOLLIN); }));
  CAF_CHECK(!fails([&] { subject.add(one.get(), 1, EPOLLIN); }));
  CAF_CHECK(fails([&] { subject.add(one.get(), 1, EPOLLIN); }));
}

CAF_TEST_FIXTURE_SCOPE_END()
