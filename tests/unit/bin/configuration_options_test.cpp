// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE configuration_options_test

#include "bin/configuration.hpp"
#include "tests/support/configuration_files.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <set>

namespace {

using namespace muster;
using test::setting;

/// The range of an option, as operators know it.
struct known_range {
  std::string_view key;
  std::int64_t min;
  std::int64_t max;
  /// What else must stand in the file, because the limits would break a rule without it.
  std::string_view with_min = "";
  std::string_view with_max = "";
};

constexpr std::array ranges{
    known_range{"reactors", 0, 256},
    known_range{
        "announce.interval_seconds", 1, 86400, "min_interval_seconds = 1",
        "[swarm]\npeer_lifetime_seconds = 604800"},
    known_range{
        "announce.interval_jitter_percent", 0, 50, "", "[swarm]\npeer_lifetime_seconds = 604800"},
    known_range{
        "announce.interval_raise_percent", 0, 400, "", "[swarm]\npeer_lifetime_seconds = 604800"},
    known_range{
        "announce.min_interval_seconds", 1, 86400, "",
        "interval_seconds = 86400\ninterval_jitter_percent = 0\n"
        "[swarm]\npeer_lifetime_seconds = 604800"},
    known_range{"announce.unregistered_interval_seconds", 1, 86400},
    known_range{"announce.numwant_standard", 0, 200},
    known_range{"announce.numwant_max", 1, 200, "numwant_standard = 0"},
    known_range{"announce.scrape_hashes_max", 1, 1000},
    known_range{"http.head_timeout_seconds", 1, 300},
    known_range{"http.idle_timeout_seconds", 1, 3600},
    known_range{"http.request_line_bytes_max", 512, 65536, "", "head_bytes_max = 65536"},
    known_range{"http.head_bytes_max", 1024, 65536, "request_line_bytes_max = 512"},
    known_range{"http.connections_max", 1, 1000000},
    known_range{"http.connections_per_address_max", 1, 1000000},
    known_range{"http.waiting_bytes_max", 1048576, 1099511627776},
    known_range{"http.waiting_per_address_bytes_max", 131072, 1073741824},
    known_range{"udp.receive_buffer_bytes", 4096, 1073741824},
    known_range{"swarm.peers_per_address_max", 1, 1000},
    known_range{
        "swarm.peer_lifetime_seconds", 2, 604800,
        "[announce]\ninterval_seconds = 1\nmin_interval_seconds = 1"},
    known_range{"swarm.sweep_interval_seconds", 1, 3600},
    known_range{"limits.announces_per_second", 0, 1000000},
    known_range{"limits.scrapes_per_second", 0, 1000000},
    known_range{"limits.new_swarms_per_second", 0, 1000000},
    known_range{"limits.connects_per_second", 0, 1000000},
    known_range{"limits.errors_per_second", 0, 1000000},
    known_range{"limits.pages_per_second", 0, 1000000},
    known_range{"limits.burst_seconds", 1, 3600},
    known_range{"limits.announces_burst", 0, 10000000},
    known_range{"limits.new_swarms_burst", 0, 10000000},
    known_range{"limits.network_factor", 1, 256},
    known_range{"limits.memory_bytes_max", 0, 17592186044416},
    known_range{"limits.load_percent", 1, 100},
    known_range{"persistence.snapshot_interval_seconds", 1, 3600},
    known_range{"persistence.history_bytes_max", 1048576, 1099511627776},
    known_range{"web.viewers_max", 0, 100000},
    known_range{"web.viewers_per_address_max", 0, 100000},
    known_range{"log.records_per_second_max", 1, 1000000},
    known_range{"log.pending_max", 16, 1000000},
};

struct fixture : test::configuration_files {
  std::string outcome(std::string_view key, std::string_view value, std::string_view with = "") {
    return refused(setting(key, value) + std::string{with});
  }

  void check_accepted(std::string_view key, std::string_view value) {
    CAF_CHECK_EQUAL(outcome(key, value), "accepted");
  }

  /// @param expected  what the message must end with.
  void check_refused(std::string_view key, std::string_view value, std::string_view expected) {
    const auto message = outcome(key, value);
    CAF_CHECK(message.ends_with(std::string{key} + ": expected " + std::string{expected}));
    if (message == "accepted" || !message.ends_with(expected))
      CAF_ERROR(std::string{key} + " = " + std::string{value} + ": " + message);
  }
};

std::string a_list(std::string_view item, std::size_t length) {
  std::string result = "[";
  for (std::size_t i = 0; i < length; ++i)
    result += std::string{item} + ',';
  return result + ']';
}

constexpr std::string_view endpoint_text =
    R"("ADDRESS:PORT" or "[IPV6]:PORT" with a port from 0 to 65535)";
constexpr std::string_view range_text =
    R"(an address or a range such as "10.0.0.0/8" or "fd00::/8")";

} // namespace

CAF_TEST_FIXTURE_SCOPE(configuration_options_tests, fixture)

CAF_TEST(every number is accepted from its least to its greatest value) {
  for (const auto& x : ranges) {
    CAF_CHECK_EQUAL(outcome(x.key, std::to_string(x.min), x.with_min), "accepted");
    CAF_CHECK_EQUAL(outcome(x.key, std::to_string(x.max), x.with_max), "accepted");
  }
}

CAF_TEST(every number is refused below its least and above its greatest value) {
  for (const auto& x : ranges) {
    const auto expected =
        "a whole number from " + std::to_string(x.min) + " to " + std::to_string(x.max);
    check_refused(x.key, std::to_string(x.min - 1), expected);
    check_refused(x.key, std::to_string(x.max + 1), expected);
    check_refused(x.key, "-9223372036854775808", expected);
    check_refused(x.key, "9223372036854775807", expected);
  }
}

CAF_TEST(no number is left out above) {
  for (const auto& x : options())
    if (x.form.starts_with("a whole number"))
      CAF_CHECK_EQUAL(
          std::count_if(
              ranges.begin(), ranges.end(), [&](const known_range& r) { return r.key == x.key; }),
          1);
}

CAF_TEST(a value of another kind is refused by every option) {
  for (const auto& x : options())
    for (const std::string_view value : {"1.5", "2026-01-02", "{ a = 1 }", "[[1]]"})
      CAF_CHECK(outcome(x.key, value).find(": expected ") != std::string::npos);
}

CAF_TEST(a truth value is true or false and nothing else is) {
  for (const auto key : {"udp.enabled", "persistence.enabled", "web.operator_pages"}) {
    check_accepted(key, "true");
    check_accepted(key, "false");
    for (const auto value : {"1", "0", R"("true")", "[]"})
      check_refused(key, value, "true or false");
  }
  for (const auto& x : options())
    if (x.form != "true or false")
      CAF_CHECK(outcome(x.key, "true").find(": expected ") != std::string::npos);
}

CAF_TEST(numbers in quotes are refused) {
  for (const auto& x : ranges)
    check_refused(x.key, "\"10\"", options().find(x.key)->form);
}

CAF_TEST(texts without quotes are refused) {
  for (const auto& x : options())
    if (x.unit == "none")
      CAF_CHECK(outcome(x.key, "7").find(": expected ") != std::string::npos);
}

CAF_TEST(a listener is an address and a port) {
  for (const auto value : {R"(["0.0.0.0:0"])", R"(["127.0.0.1:65535"])", R"(["[::1]:80"])"})
    check_accepted("http.listeners", value);
  for (const auto value :
       {R"(["0.0.0.0"])", R"(["127.0.0.1:65536"])", R"(["::1:80"])", R"(["localhost:80"])",
        R"([""])", "[6969]", R"(["[::1]"])"})
    check_refused("http.listeners", value, endpoint_text);
}

CAF_TEST(there are 1 to 64 listeners) {
  check_accepted("http.listeners", a_list(R"("127.0.0.1:0")", 64));
  const auto expected = "a list of 1 to 64, each " + std::string{endpoint_text};
  check_refused("http.listeners", "[]", expected);
  check_refused("http.listeners", a_list(R"("127.0.0.1:0")", 65), expected);
  check_refused("http.listeners", R"("127.0.0.1:0")", expected);
}

CAF_TEST(ranges of addresses are networks or single addresses) {
  for (const auto key : {"http.trusted_proxies", "admission.denied_sources"}) {
    for (const auto value :
         {"[]", R"(["10.0.0.0/8"])", R"(["192.0.2.1", "fd00::/8", "::1"])", R"(["0.0.0.0/0"])",
          R"(["::1/128"])"})
      check_accepted(key, value);
    for (const auto value :
         {R"(["10.0.0.0/33"])", R"(["::/129"])", R"(["10.0.0/8"])", R"(["example.org"])", R"([""])",
          "[10]"})
      check_refused(key, value, range_text);
  }
}

CAF_TEST(there are at most 256 ranges of addresses) {
  const auto expected = "a list of 0 to 256, each " + std::string{range_text};
  for (const auto key : {"http.trusted_proxies", "admission.denied_sources"}) {
    check_accepted(key, a_list(R"("10.0.0.0/8")", 256));
    check_refused(key, a_list(R"("10.0.0.0/8")", 257), expected);
  }
}

CAF_TEST(a header has the name of one) {
  for (const auto& value : {std::string{"X-Real-IP"}, std::string{"a"}, std::string(64, 'x')})
    check_accepted("http.forwarded_header", '"' + value + '"');
  for (const auto& value :
       {std::string{}, std::string(65, 'x'), std::string{"X Real"}, std::string{"X-Real:"},
        std::string{"é"}})
    check_refused(
        "http.forwarded_header", '"' + value + '"',
        "the name of an HTTP header of 1 to 64 characters, in quotes");
}

CAF_TEST(external addresses are two addresses at most) {
  check_accepted("announce.external_addresses", R"(["192.0.2.1", "2001:db8::1"])");
  check_accepted("announce.external_addresses", "[]");
  for (const auto* value : {R"(["192.0.2.0/24"])", R"(["[2001:db8::1]"])", R"(["host"])", "[1]"})
    check_refused("announce.external_addresses", value, "an address");
  check_refused(
      "announce.external_addresses", R"(["192.0.2.1", "192.0.2.2", "192.0.2.3"])",
      "a list of 0 to 2, each an address");
}

CAF_TEST(a tracker moves to a URL of HTTP) {
  const std::string longest = "http://t.example/" + std::string(63, 'x');
  for (const auto& value :
       {std::string{}, std::string{"https://t.example:8080/k/announce?x=1"},
        std::string{"http://[2001:db8::1]/announce"}, std::string{"http://[2001:db8::1]:65535"},
        std::string{"http://t.example?x=:0"}, longest})
    check_accepted("announce.moved_to", '"' + value + '"');
  for (const auto& value :
       {longest + 'x', std::string{"udp://t.example/announce"}, std::string{"t.example"},
        std::string{"http://"}, std::string{"http:///announce"}, std::string{"http://:80/"},
        std::string{"http://t.example:/"}, std::string{"http://t.example:0/"},
        std::string{"http://t.example:65536/"}, std::string{"http://[2001:db8::1]:x"},
        std::string{"http://t.example/a b"}, std::string{"http://t/#x"},
        std::string{"http://t/\\r\\n"}, std::string{"http://té.example/"}})
    check_refused(
        "announce.moved_to", '"' + value + '"',
        R"(a URL of HTTP with up to 80 characters, or "" for none)");
}

CAF_TEST(further announce paths are paths without a slash at their end) {
  const std::string longest = '/' + std::string(63, 'x');
  check_accepted("http.announce_paths", R"(["/tracker", "/t/x-1/announce.php"])");
  check_accepted("http.announce_paths", "[\"" + longest + "\"]");
  for (const auto& value :
       {longest + 'x', std::string{"tracker"}, std::string{"/"}, std::string{"/x/"},
        std::string{"/x?y"}, std::string{"/x y"}, std::string{"/%41"}, std::string{}})
    check_refused(
        "http.announce_paths", "[\"" + value + "\"]",
        "a path of 2 to 64 letters, digits and -._~/ such as \"/t/announce\", without a / at its "
        "end");
}

CAF_TEST(denied ports are ports) {
  check_accepted("admission.denied_ports", "[]");
  check_accepted("admission.denied_ports", "[1, 65535]");
  for (const auto value : {"[0]", "[65536]", "[-1]", "[\"80\"]", "[80.0]"})
    check_refused("admission.denied_ports", value, "a whole number from 1 to 65535");
}

CAF_TEST(there are at most 1024 denied ports) {
  check_accepted("admission.denied_ports", a_list("80", 1024));
  check_refused(
      "admission.denied_ports", a_list("80", 1025),
      "a list of 0 to 1024, each a whole number from 1 to 65535");
}

CAF_TEST(a path fits into what the kernel takes) {
  for (const auto key : {"admission.allow_list", "admission.deny_list", "log.file"}) {
    check_accepted(key, '"' + std::string(4095, 'x') + '"');
    check_refused(key, '"' + std::string(4096, 'x') + '"', R"(a path in quotes, or "" for none)");
    check_refused(key, R"("a\u0000b")", R"(a path in quotes, or "" for none)");
  }
}

CAF_TEST(a level is one of four words) {
  for (const auto value : {"\"debug\"", "\"info\"", "\"warning\"", "\"error\""})
    check_accepted("log.level", value);
  for (const auto value : {"\"\"", "\"Info\"", "\"warn\"", "\"trace\"", "0"})
    check_refused("log.level", value, R"("debug", "info", "warning" or "error")");
}

CAF_TEST(a log format is one of two words) {
  check_accepted("log.format", "\"logfmt\"");
  check_accepted("log.format", "\"json\"");
  for (const auto value : {"\"\"", "\"JSON\"", "\"text\""})
    check_refused("log.format", value, R"("logfmt" or "json")");
}

CAF_TEST(each option is there once and in a section that is known) {
  std::set<std::string_view> keys;
  for (const auto& x : options()) {
    CAF_CHECK(keys.insert(x.key).second);
    const auto known = options().sections();
    const auto dot = x.key.find('.');
    if (dot != std::string_view::npos)
      CAF_CHECK(std::count(known.begin(), known.end(), x.key.substr(0, dot)) == 1);
  }
}

CAF_TEST(each section has options) {
  for (const auto name : options().sections())
    CAF_CHECK(std::any_of(options().begin(), options().end(), [&](const option<configuration>& x) {
      return x.key.starts_with(std::string{name} + '.');
    }));
}

CAF_TEST(only the lists and the level change without a restart) {
  std::string keys;
  for (const auto& x : options())
    if (!x.needs_restart)
      keys += std::string{x.key} + ' ';
  CAF_CHECK_EQUAL(keys, "admission.allow_list admission.deny_list log.level ");
}

CAF_TEST(an option sees its own changes and copies them) {
  const configuration standard;
  auto changed = standard;
  changed.log.level = log_level::debug;
  const auto& level = *options().find("log.level");
  CAF_CHECK(!level.same(standard, changed));
  CAF_CHECK(options().find("log.format")->same(standard, changed));
  level.copy(standard, changed);
  CAF_CHECK(level.same(standard, changed));
}

CAF_TEST(a name that is no option is not found) {
  CAF_CHECK(options().find("log.levels") == nullptr);
  CAF_CHECK(options().find("") == nullptr);
  CAF_CHECK(options().find("log") == nullptr);
}

CAF_TEST_FIXTURE_SCOPE_END()
