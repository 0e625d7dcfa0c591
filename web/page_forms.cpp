// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "web/page_forms.hpp"

#include "web/assets.hpp"
#include "web/compression.hpp"
#include "web/json_pages.hpp"

#include <utility>

namespace muster {

namespace {

constexpr std::string_view plain_text = "text/plain; charset=utf-8";
constexpr std::string_view json = "application/json";

/// Below this a frame of its own costs more than compression gains.
constexpr std::size_t compressed_bytes_min = 1024;

/// Nothing may come from elsewhere, and no other site may frame the page.
constexpr std::string_view page_headers =
    "Content-Security-Policy: default-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'\r\n"
    "Referrer-Policy: no-referrer\r\n";

std::string header(std::string_view name, std::string_view value) {
  std::string result{name};
  result += ": ";
  result += value;
  result += "\r\n";
  return result;
}

bool matches(std::string_view if_none_match, std::string_view etag) {
  return if_none_match == "*" || if_none_match.find(etag) != std::string_view::npos;
}

} // namespace

page text_page(std::uint16_t status, std::string_view text) {
  return {.status = status, .content_type = std::string{plain_text}, .body = std::string{text}};
}

page json_page(std::string body, std::uint16_t status) {
  return {
      .status = status,
      .content_type = std::string{json},
      .body = std::move(body),
      .headers = header("Cache-Control", "no-store")};
}

page unavailable_page(std::string_view why) {
  return json_page(write_error_json(why), 503);
}

page busy_page(std::string_view why, std::chrono::seconds pause) {
  auto result = unavailable_page(why);
  result.headers += header("Retry-After", std::to_string(pause.count()));
  return result;
}

page public_page(std::string_view content_type, std::string body) {
  return {
      .content_type = std::string{content_type},
      .body = std::move(body),
      .headers = header("Access-Control-Allow-Origin", "*")
                 + header("Cache-Control", "public, max-age=5") + header("Vary", "Accept")};
}

page redirect_page(std::string_view location) {
  auto result = text_page(302, location);
  result.headers = header("Location", location);
  return result;
}

page asset_page(const asset& x, const page_query& asked) {
  const bool zipped = !x.gzip.empty() && accepts_gzip(asked.accept_encoding);
  const auto etag = zipped ? x.gzip_etag : x.etag;
  page result{.content_type = std::string{x.content_type}};
  result.headers = header("ETag", etag) + header("Cache-Control", "no-cache")
                   + header("Vary", "Accept, Accept-Encoding");
  result.headers += page_headers;
  if (matches(asked.if_none_match, etag)) {
    result.status = 304;
    return result;
  }
  if (zipped)
    result.headers += header("Content-Encoding", "gzip");
  result.body = shared_text::of_program(zipped ? x.gzip : x.plain);
  return result;
}

page stream_page(std::string_view events) {
  std::string body = "retry: 5000\n\n";
  body += events;
  return {
      .content_type = "text/event-stream",
      .body = std::move(body),
      .headers = header("Cache-Control", "no-store") + header("Access-Control-Allow-Origin", "*"),
      .open_ended = true};
}

std::string write_event(std::string_view name, std::string_view data) {
  std::string result = "event: ";
  result += name;
  result += "\ndata: ";
  result += data;
  result += "\n\n";
  return result;
}

page compressed(page x, const page_query& asked) {
  if (x.body.view().size() < compressed_bytes_min || x.open_ended)
    return x;
  x.headers += header("Vary", "Accept-Encoding");
  if (!accepts_gzip(asked.accept_encoding))
    return x;
  x.body = gzip(x.body.view());
  x.headers += header("Content-Encoding", "gzip");
  return x;
}

} // namespace muster
