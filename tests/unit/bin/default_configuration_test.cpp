// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE default_configuration_test

#include "bin/configuration.hpp"
#include "bin/default_configuration.hpp"
#include "conf/configuration_file.hpp"
#include "tests/support/scratch_folder.hpp"

#include <caf/test/unit_test.hpp>

#include <sstream>

// conf/musterd.toml is the reference of all options, so it must say of each what is true.
namespace {

using namespace muster;

std::vector<std::string> lines() {
  std::istringstream text{std::string{default_configuration_text()}};
  std::vector<std::string> result;
  for (std::string line; std::getline(text, line);)
    result.push_back(line);
  return result;
}

/// The assignments of the file, without the headers of its sections.
std::vector<assignment> assignments() {
  auto all = std::get<std::vector<assignment>>(
      parse_configuration_text(default_configuration_text(), "musterd.toml"));
  std::erase_if(all, [](const assignment& x) { return x.is_section; });
  return all;
}

/// A configuration in which no option has its default.
configuration unlike_the_defaults() {
  configuration x;
  x.announce = {std::chrono::seconds{1}, 2,      7, std::chrono::seconds{3},
                std::chrono::seconds{8}, {4, 5}, 6, "m"};
  x.http = {{},    std::chrono::seconds{1}, std::chrono::seconds{2}, 3, 4, 5, 6, 8, 9, {}, "X",
            {"/a"}};
  x.http.trusted_proxies.resize(1);
  x.udp = {false, std::vector<endpoint>(1), 4096};
  x.swarm = {1, std::chrono::seconds{2}, std::chrono::seconds{3}, {address{}}};
  x.admission = {"a", "d", {}, {}};
  x.admission.denied_sources.resize(1);
  x.limits = {true, 1, 2, 3, 4, 6, 5, 7, 12, 13, 8, 9, 11};
  x.persistence = {false, std::chrono::seconds{1}, {2}};
  x.web = {3, 4, true};
  x.log = {log_level::error, log_format::json, "f", 1, 2};
  x.reactors = 9;
  x.data_dir = "elsewhere";
  return x;
}

} // namespace

CAF_TEST(the text is that of the file byte by byte) {
  std::ifstream file{MUSTER_DEFAULT_CONFIGURATION, std::ios::binary};
  std::ostringstream text;
  text << file.rdbuf();
  CAF_CHECK(!text.str().empty());
  CAF_CHECK(text.str() == default_configuration_text());
}

CAF_TEST(the file has every option and no other and in the order of the table) {
  std::vector<std::string> found, known;
  for (const auto& x : assignments())
    found.push_back(x.key);
  for (const auto& x : options())
    known.push_back(x.key);
  CAF_CHECK_EQUAL(found, known);
}

CAF_TEST(the file sets every option to its default) {
  const configuration defaults;
  auto x = unlike_the_defaults();
  for (const auto& option : options())
    CAF_CHECK(!option.same(x, defaults));
  for (const auto& line : assignments())
    CAF_CHECK(!options().find(line.key)->read(line.value, x));
  for (const auto& option : options())
    CAF_CHECK(option.same(x, defaults));
}

CAF_TEST(each option is explained with form and unit and default and restart) {
  const auto text = lines();
  for (const auto& x : assignments()) {
    const auto& known = *options().find(x.key);
    const auto row = x.position.line - 1;
    CAF_REQUIRE(row >= 5);
    const auto value = text[row].substr(text[row].find(" = ") + 3);
    CAF_CHECK_EQUAL(text[row - 4], "#   expects  " + known.form);
    CAF_CHECK_EQUAL(text[row - 3], "#   unit     " + std::string{known.unit});
    CAF_CHECK_EQUAL(text[row - 2], "#   default  " + value);
    CAF_CHECK_EQUAL(
        text[row - 1], known.needs_restart ? "#   restart  needed" : "#   restart  not needed");
    CAF_CHECK(text[row - 5].starts_with("# ") && !text[row - 5].starts_with("#  "));
  }
}

CAF_TEST(the name of an option with a unit of measure ends with it) {
  for (const auto& x : options())
    for (const std::string unit : {"seconds", "percent", "bytes"})
      if (x.unit == unit)
        CAF_CHECK(x.key.ends_with('_' + unit) || x.key.ends_with('_' + unit + "_max"));
}
