// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE page_forms_test

#include "net/http/page.hpp"
#include "tests/support/gunzip.hpp"
#include "web/assets.hpp"
#include "web/page_forms.hpp"

#include <caf/test/unit_test.hpp>

#include <string>

namespace {

using namespace muster;

const std::string text(5000, 'x');
const std::string zipped = "not really gzip";
const asset script{"/ui/a.js", "text/javascript; charset=utf-8", "\"123\"", "\"123-gzip\"", text,
                   zipped};

bool has(const page& x, std::string_view line) {
  return ("\r\n" + x.headers).find("\r\n" + std::string{line} + "\r\n") != std::string::npos;
}

page_query asked(std::string_view accept_encoding, std::string_view if_none_match = "") {
  page_query result;
  result.accept_encoding = accept_encoding;
  result.if_none_match = if_none_match;
  return result;
}

} // namespace

CAF_TEST(a page of text is of that status and plain) {
  const auto x = text_page(404, "not found\n");
  CAF_CHECK_EQUAL(x.status, 404);
  CAF_CHECK_EQUAL(x.content_type, "text/plain; charset=utf-8");
  CAF_CHECK_EQUAL(x.body.view(), "not found\n");
}

CAF_TEST(a page of JSON is not kept by caches) {
  const auto x = json_page("{}", 503);
  CAF_CHECK_EQUAL(x.status, 503);
  CAF_CHECK_EQUAL(x.content_type, "application/json");
  CAF_CHECK(has(x, "Cache-Control: no-store"));
  CAF_CHECK_EQUAL(json_page("{}").status, 200);
}

CAF_TEST(a public page may be shown by any site and kept for a moment) {
  const auto x = public_page("text/csv; charset=utf-8", "t\r\n");
  CAF_CHECK_EQUAL(x.status, 200);
  CAF_CHECK_EQUAL(x.content_type, "text/csv; charset=utf-8");
  CAF_CHECK_EQUAL(x.body.view(), "t\r\n");
  CAF_CHECK(has(x, "Access-Control-Allow-Origin: *"));
  CAF_CHECK(has(x, "Cache-Control: public, max-age=5"));
}

CAF_TEST(a public page is kept for those alone who ask in the same way) {
  CAF_CHECK(has(public_page("application/json", "{}"), "Vary: Accept"));
  const auto x = compressed(public_page("application/json", text), asked("gzip"));
  CAF_CHECK(has(x, "Vary: Accept"));
  CAF_CHECK(has(x, "Vary: Accept-Encoding"));
}

CAF_TEST(a redirection names its aim) {
  const auto x = redirect_page("/stats");
  CAF_CHECK_EQUAL(x.status, 302);
  CAF_CHECK(has(x, "Location: /stats"));
}

CAF_TEST(an asset is sent as it is to clients that do not take gzip) {
  for (const auto* encoding : {"", "br", "gzip;q=0"}) {
    const auto x = asset_page(script, asked(encoding));
    CAF_CHECK_EQUAL(x.status, 200);
    CAF_CHECK_EQUAL(x.content_type, "text/javascript; charset=utf-8");
    CAF_CHECK_EQUAL(x.body.view(), text);
    CAF_CHECK(has(x, "ETag: \"123\""));
    CAF_CHECK(!has(x, "Content-Encoding: gzip"));
  }
}

CAF_TEST(an asset is sent compressed and with another validator to clients that take gzip) {
  const auto x = asset_page(script, asked("gzip"));
  CAF_CHECK_EQUAL(x.status, 200);
  CAF_CHECK_EQUAL(x.body.view(), zipped);
  CAF_CHECK(has(x, "ETag: \"123-gzip\""));
  CAF_CHECK(has(x, "Content-Encoding: gzip"));
}

CAF_TEST(an asset that has no compressed form is sent as it is) {
  asset small = script;
  small.gzip = {};
  const auto x = asset_page(small, asked("gzip"));
  CAF_CHECK_EQUAL(x.body.view(), text);
  CAF_CHECK(has(x, "ETag: \"123\""));
  CAF_CHECK(!has(x, "Content-Encoding: gzip"));
}

CAF_TEST(an asset that the client has is not sent again) {
  for (const auto* known : {"\"123\"", "W/\"123\"", "\"0\", \"123\"", "*"}) {
    const auto x = asset_page(script, asked("", known));
    CAF_CHECK_EQUAL(x.status, 304);
    CAF_CHECK_EQUAL(x.body.view(), "");
    CAF_CHECK(has(x, "ETag: \"123\""));
    CAF_CHECK(has(x, "Vary: Accept, Accept-Encoding"));
    CAF_CHECK(!has(x, "Content-Encoding: gzip"));
  }
  CAF_CHECK_EQUAL(asset_page(script, asked("gzip", "\"123-gzip\"")).status, 304);
}

CAF_TEST(an asset that the client has in another form or version is sent) {
  CAF_CHECK_EQUAL(asset_page(script, asked("gzip", "\"123\"")).status, 200);
  for (const auto* other : {"", "\"123-gzip\"", "\"12\"", "\"1234\"", "\"0123\"", "123", "\"*\""})
    CAF_CHECK_EQUAL(asset_page(script, asked("", other)).status, 200);
}

CAF_TEST(an asset loads nothing from elsewhere and is framed by no other site) {
  for (const auto* known : {"", "\"123\""}) {
    const auto x = asset_page(script, asked("", known));
    CAF_CHECK(
        has(x, "Content-Security-Policy: default-src 'self'; base-uri 'none'; form-action 'self'; "
               "frame-ancestors 'none'"));
    CAF_CHECK(has(x, "Referrer-Policy: no-referrer"));
  }
}

CAF_TEST(browsers ask whether an asset has changed) {
  CAF_CHECK(has(asset_page(script, {}), "Cache-Control: no-cache"));
  CAF_CHECK(has(asset_page(script, {}), "Vary: Accept, Accept-Encoding"));
}

CAF_TEST(a page is compressed from 1024 bytes on if the client takes that) {
  const std::string large(1024, 'x');
  const auto x = compressed(json_page(large), asked("gzip"));
  CAF_CHECK_EQUAL(test::gunzip(x.body.view()), large);
  CAF_CHECK(has(x, "Content-Encoding: gzip"));
  CAF_CHECK(has(x, "Cache-Control: no-store"));
  CAF_CHECK_EQUAL(x.content_type, "application/json");
  for (const auto* encoding : {"", "gzip;q=0"}) {
    const auto plain = compressed(json_page(large), asked(encoding));
    CAF_CHECK_EQUAL(plain.body.view(), large);
    CAF_CHECK(!has(plain, "Content-Encoding: gzip"));
  }
}

CAF_TEST(a page of less than 1024 bytes is not compressed) {
  const std::string small(1023, 'x');
  const auto x = compressed(json_page(small), asked("gzip"));
  CAF_CHECK_EQUAL(x.body.view(), small);
  CAF_CHECK(!has(x, "Content-Encoding: gzip"));
}

CAF_TEST(caches are told that the same page may come compressed) {
  for (const auto* encoding : {"", "gzip"}) {
    const auto x = compressed(json_page(text), asked(encoding));
    CAF_CHECK(has(x, "Vary: Accept-Encoding"));
  }
}

CAF_TEST(a stream is open ended and never compressed) {
  const auto x = stream_page();
  CAF_CHECK_EQUAL(x.status, 200);
  CAF_CHECK_EQUAL(x.content_type, "text/event-stream");
  CAF_CHECK(x.open_ended);
  CAF_CHECK_EQUAL(x.body.view(), "retry: 5000\n\n");
  CAF_CHECK(has(x, "Cache-Control: no-store"));
  CAF_CHECK(has(x, "Access-Control-Allow-Origin: *"));
  auto long_one = x;
  long_one.body = text;
  CAF_CHECK_EQUAL(std::string{compressed(long_one, asked("gzip")).body.view()}, text);
}

CAF_TEST(an event has a name and data and a blank line) {
  CAF_CHECK_EQUAL(write_event("figures", "{}"), "event: figures\ndata: {}\n\n");
}
