// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE error_text_test

#include "actors/runtime/error_text.hpp"

#include <caf/error.hpp>
#include <caf/exit_reason.hpp>
#include <caf/sec.hpp>
#include <caf/test/unit_test.hpp>

#include <string>

namespace {

using muster::error_text;

} // namespace

CAF_TEST(what an actor said is told as it was said) {
  const auto x = caf::make_error(caf::sec::runtime_error, std::string{"the disk is full"});
  CAF_CHECK_EQUAL(error_text(x), "the disk is full");
}

CAF_TEST(what CAF has a code for is told in words) {
  for (const auto& x :
       {caf::error{}, caf::make_error(caf::exit_reason::kill),
        caf::make_error(caf::exit_reason::unhandled_exception),
        caf::make_error(caf::exit_reason::out_of_workers), caf::make_error(caf::sec::runtime_error),
        caf::make_error(caf::sec::request_timeout),
        caf::make_error(caf::sec::request_receiver_down),
        caf::make_error(caf::sec::unexpected_response),
        caf::make_error(caf::sec::unexpected_message)}) {
    const auto text = error_text(x);
    CAF_CHECK(!text.empty());
    CAF_CHECK(text.find_first_of("(_\"") == std::string::npos);
  }
}
