// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE option_table_test

#include "conf/option_table.hpp"
#include "conf/value_forms.hpp"

#include <caf/test/unit_test.hpp>

namespace {

using namespace muster;
using namespace std::chrono_literals;

struct lamp_settings {
  bool lit = false;
  std::chrono::seconds glow{3};
  std::vector<std::string> colours{"red"};
};

std::optional<broken_rule> check_glow(const lamp_settings& x) {
  if (x.lit || x.glow < 10s)
    return std::nullopt;
  return broken_rule{{"lamp.glow_seconds", "lamp.lit"}, "a lamp that is lit"};
}

struct room_settings {
  lamp_settings lamp;
  std::uint32_t doors = 1;
};

section<lamp_settings> lamp_section() {
  return {
      "lamp",
      {
          without_restart(row("lit", truth_value{}, &lamp_settings::lit)),
          row("glow_seconds", "seconds", whole_number{1, 60}, &lamp_settings::glow),
          row("colours", list_of{0, 2, path_form}, &lamp_settings::colours),
      },
      {check_glow}};
}

option_table<room_settings> a_table() {
  option_table<room_settings> result;
  result.add({"", {row("doors", "doors", whole_number{1, 9}, &room_settings::doors)}});
  result.add(within(lamp_section(), &room_settings::lamp));
  return result;
}

std::string joined(const std::vector<std::string_view>& words) {
  std::string result;
  for (const auto word : words)
    result += std::string{word} + ' ';
  return result;
}

struct fixture {
  const option_table<room_settings> table = a_table();
  room_settings x;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(option_table_tests, fixture)

CAF_TEST(options stand in the order in which they were added) {
  CAF_CHECK_EQUAL(
      joined(table.keys_if([](const auto&) { return true; })),
      "doors lamp.lit lamp.glow_seconds lamp.colours ");
}

CAF_TEST(only sections with a name are sections) {
  CAF_REQUIRE_EQUAL(table.sections().size(), 1u);
  CAF_CHECK_EQUAL(table.sections().front(), "lamp");
}

CAF_TEST(an option is found by its name and its section) {
  CAF_REQUIRE(table.find("lamp.lit") != nullptr);
  CAF_CHECK_EQUAL(table.find("lamp.lit")->unit, "none");
  CAF_CHECK(table.find("lit") == nullptr);
  CAF_CHECK(table.find("lamp") == nullptr);
  CAF_CHECK_EQUAL(table.nearest("lamp.lid"), "lamp.lit");
}

CAF_TEST(a section keeps what it says of its options wherever its settings stand) {
  const auto of_section = lamp_section();
  for (const auto& known : of_section.options) {
    const auto* found = table.find("lamp." + known.key);
    CAF_REQUIRE(found != nullptr);
    CAF_CHECK_EQUAL(found->unit, known.unit);
    CAF_CHECK_EQUAL(found->form, known.form);
    CAF_CHECK_EQUAL(found->needs_restart, known.needs_restart);
  }
}

CAF_TEST(a value reaches the field of its option and no other) {
  CAF_CHECK(!table.find("lamp.glow_seconds")->read({std::int64_t{60}, {}}, x));
  CAF_CHECK(x.lamp.glow == 60s);
  CAF_CHECK(!x.lamp.lit);
  CAF_CHECK_EQUAL(x.doors, 1u);
}

CAF_TEST(a value that is not as expected leaves the field as it was) {
  const auto mistake = table.find("lamp.glow_seconds")->read({std::int64_t{61}, {4, 2}}, x);
  CAF_REQUIRE(mistake);
  CAF_CHECK_EQUAL(mistake->expected, "a whole number from 1 to 60");
  CAF_CHECK(mistake->position == (text_position{4, 2}));
  CAF_CHECK(x.lamp.glow == 3s);
}

CAF_TEST(an option compares and copies its own field alone) {
  room_settings other{{true, 4s, {}}, 2};
  const auto& lit = *table.find("lamp.lit");
  CAF_CHECK(!lit.same(x, other));
  lit.copy(x, other);
  CAF_CHECK(lit.same(x, other));
  CAF_CHECK(!other.lamp.lit);
  CAF_CHECK(other.lamp.glow == 4s);
}

CAF_TEST(a rule of a section sees the settings of the section) {
  CAF_CHECK(!table.find_broken_rule(x));
  x.lamp.glow = 10s;
  const auto broken = table.find_broken_rule(x);
  CAF_REQUIRE(broken);
  CAF_CHECK_EQUAL(broken->keys.front(), "lamp.glow_seconds");
  CAF_CHECK_EQUAL(broken->expected, "a lamp that is lit");
  x.lamp.lit = true;
  CAF_CHECK(!table.find_broken_rule(x));
}

CAF_TEST(settings are written in the order of the options and below their sections) {
  x.lamp.colours = {"red", "a \"b\""};
  CAF_CHECK_EQUAL(
      table.text_of(x), "doors = 1\n\n[lamp]\nlit = false\nglow_seconds = 3\ncolours = [\"red\", "
                        "\"a \\u0022b\\u0022\"]\n");
}

CAF_TEST_FIXTURE_SCOPE_END()
