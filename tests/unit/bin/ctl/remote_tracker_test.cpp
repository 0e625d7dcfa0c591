// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE remote_tracker_test

#include "bin/ctl/remote_tracker.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>

namespace {

using namespace muster::ctl;

/// The last word of the command: what the shell at the other end gets.
std::string shell_line(const std::string& data_dir) {
  return ssh_command({"", "ssh://host", data_dir}).back();
}

} // namespace

CAF_TEST(a tracker on another machine is a machine and a folder) {
  const auto x = parse_remote_tracker("ssh://tracker.example/var/lib/muster");
  CAF_REQUIRE(x.has_value());
  CAF_CHECK_EQUAL(x->name, "ssh://tracker.example/var/lib/muster");
  CAF_CHECK_EQUAL(x->destination, "ssh://tracker.example");
  CAF_CHECK_EQUAL(x->data_dir, "/var/lib/muster");
}

CAF_TEST(user and port belong to the machine and IPv6 is in brackets) {
  const auto x = parse_remote_tracker("ssh://muster@[2001:db8::7]:2222/data");
  CAF_REQUIRE(x.has_value());
  CAF_CHECK_EQUAL(x->destination, "ssh://muster@[2001:db8::7]:2222");
  CAF_CHECK_EQUAL(x->data_dir, "/data");
}

CAF_TEST(what has no machine or no folder or another scheme is refused) {
  for (const auto* name :
       {"", "ssh://", "ssh:///data", "ssh://host", "ssh://host/", "ssh://@host/data",
        "ssh://user@/data", "host:/data", "tls://host/data", "https://host/data"})
    CAF_CHECK(!parse_remote_tracker(name));
}

CAF_TEST(what ssh could take for an option or a shell for a command is refused) {
  for (const auto* name :
       {"ssh://-oProxyCommand=x/data", "ssh://user@-x/data", "ssh://-x@host/data",
        "ssh://ho st/data", "ssh://$(x)/data", "ssh://a;b/data", "ssh://host/da\nta",
        "ssh://host/da\x7fta"})
    CAF_CHECK(!parse_remote_tracker(name));
  CAF_CHECK(!parse_remote_tracker(std::string_view{"ssh://host/da\0ta", 16}));
}

CAF_TEST(ssh gets the machine behind all options) {
  const auto words = ssh_command(*parse_remote_tracker("ssh://host/data"));
  CAF_CHECK_EQUAL(words.front(), "ssh");
  const auto end_of_options = std::find(words.begin(), words.end(), "--");
  CAF_REQUIRE_EQUAL(words.end() - end_of_options, 3);
  CAF_CHECK_EQUAL(end_of_options[1], "ssh://host");
}

CAF_TEST(the folder is one word for the shell whatever is in it) {
  CAF_CHECK_EQUAL(shell_line("/data"), "musterctl --data-dir '/data' relay");
  CAF_CHECK_EQUAL(shell_line("/a b;$(c)"), "musterctl --data-dir '/a b;$(c)' relay");
  CAF_CHECK_EQUAL(shell_line("/it's"), "musterctl --data-dir '/it'\\''s' relay");
}
