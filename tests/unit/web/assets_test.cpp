// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE assets_test

#include "web/assets.hpp"

#include <boost/crc.hpp>
#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {

using namespace muster;

/// What a browser loads, compressed, at the first visit. Chosen: a second on a slow phone's line.
constexpr std::size_t gzip_bytes_max = 150 * 1000;

/// The content types that the page's browsers need, by suffix.
std::string_view type_of(std::string_view path) {
  if (path.ends_with(".js"))
    return "text/javascript; charset=utf-8";
  if (path.ends_with(".css"))
    return "text/css; charset=utf-8";
  if (path.ends_with(".json"))
    return "application/json";
  if (path.ends_with(".svg"))
    return "image/svg+xml";
  return "text/html; charset=utf-8";
}

std::string page(std::string_view path) {
  const auto* found = find_asset(path);
  return found != nullptr ? std::string{found->plain} : std::string{};
}

constexpr std::array<std::string_view, 2> pages{"/actors", "/stats"};

/// What the expression's first group matches in a text.
std::vector<std::string> matches(const std::string& text, const char* expression) {
  const std::regex wanted{expression};
  std::vector<std::string> result;
  for (auto i = std::sregex_iterator{text.begin(), text.end(), wanted}; i != std::sregex_iterator{};
       ++i)
    result.push_back((*i)[1]);
  return result;
}

/// A number of four bytes as gzip writes it, least significant byte first.
std::uint32_t number_at(std::string_view bytes, std::size_t offset) {
  std::uint32_t result = 0;
  for (std::size_t i = 4; i-- > 0;)
    result = result << 8U | static_cast<unsigned char>(bytes[offset + i]);
  return result;
}

std::uint32_t checksum(std::string_view bytes) {
  boost::crc_32_type crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

} // namespace

CAF_TEST(every asset is found at its path and nothing anywhere else) {
  CAF_CHECK(!all_assets().empty());
  for (const auto& x : all_assets())
    CAF_CHECK(find_asset(x.path) == &x);
  for (const auto* path :
       {"", "/", "/stat", "/stats/", "/stats.html", "/ui", "/ui/", "/ui/stats.j", "/ui/stats.jss",
        "/UI/stats.js", "ui/stats.js", "/ui/../stats", "/zzz"})
    CAF_CHECK(find_asset(path) == nullptr);
}

CAF_TEST(an asset has content and the type of its suffix) {
  for (const auto& x : all_assets()) {
    CAF_MESSAGE(x.path);
    CAF_CHECK(!x.plain.empty());
    CAF_CHECK_EQUAL(x.content_type, type_of(x.path));
  }
}

CAF_TEST(every representation has a strong validator of its own) {
  std::set<std::string_view> seen;
  const std::regex strong{R"("[\x21\x23-\x7e]+")"};
  for (const auto& x : all_assets())
    for (const auto etag : {x.etag, x.gzip_etag}) {
      CAF_CHECK(std::regex_match(etag.begin(), etag.end(), strong));
      CAF_CHECK(seen.insert(etag).second);
    }
}

CAF_TEST(what is compressed has the length and the checksum of what is not ) {
  for (const auto& x : all_assets()) {
    CAF_MESSAGE(x.path);
    CAF_CHECK_EQUAL(x.gzip.empty(), x.plain.size() < 1024);
    if (x.gzip.empty())
      continue;
    CAF_CHECK(x.gzip.starts_with("\x1f\x8b\x08"));
    CAF_CHECK(x.gzip.size() < x.plain.size());
    CAF_CHECK_EQUAL(number_at(x.gzip, x.gzip.size() - 8), checksum(x.plain));
    CAF_CHECK_EQUAL(number_at(x.gzip, x.gzip.size() - 4), x.plain.size());
  }
}

CAF_TEST(the page and all it loads stay small) {
  std::size_t bytes = 0;
  for (const auto& x : all_assets())
    bytes += x.gzip.empty() ? x.plain.size() : x.gzip.size();
  CAF_MESSAGE("compressed: " << bytes << " bytes");
  CAF_CHECK(bytes < gzip_bytes_max);
}

CAF_TEST(a page loads only what is embedded) {
  for (const auto path : pages) {
    const auto loaded =
        matches(page(path), R"re(<(?:link|script|img)\b[^>]*\b(?:href|src)="([^"]*)")re");
    CAF_CHECK(loaded.size() >= 5);
    for (const auto& x : loaded) {
      CAF_MESSAGE(x);
      CAF_CHECK(find_asset("/" + x) != nullptr);
    }
  }
}

CAF_TEST(modules import only what is embedded) {
  std::size_t imports = 0;
  for (const auto& x : all_assets()) {
    if (!x.path.ends_with(".js") || x.path == "/ui/dygraph.js")
      continue;
    for (const auto& name : matches(std::string{x.plain}, R"re(from "\./([^"]*)")re")) {
      CAF_MESSAGE(x.path << " imports " << name);
      CAF_CHECK(find_asset("/ui/" + name) != nullptr);
      ++imports;
    }
  }
  CAF_CHECK(imports > 10);
}

CAF_TEST(a page has no scripts and styles of its own) {
  // They would be refused under `default-src 'self'`.
  for (const auto path : pages) {
    const auto text = page(path);
    CAF_CHECK(text.find("<title>Tracker ") != std::string::npos);
    CAF_CHECK(matches(text, R"re((<script(?![^>]*\bsrc=)[^>]*>))re").empty());
    CAF_CHECK(matches(text, R"re((<style\b))re").empty());
    CAF_CHECK(matches(text, R"re(<[^>]*\s(style|on[a-z]+)=)re").empty());
    CAF_CHECK(matches(text, R"re((javascript:))re").empty());
  }
}
