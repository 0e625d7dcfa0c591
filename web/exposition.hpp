// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace muster {

/// Writes figures in Prometheus' text format, version 0.0.4. Every metric name is begun once, and
/// its samples follow it.
class exposition {
public:
  static constexpr std::string_view content_type = "text/plain; version=0.0.4; charset=utf-8";

  /// What a metric is called and what it means.
  struct metric {
    std::string_view name;
    std::string_view type;
    std::string_view help;
  };

  struct label {
    std::string_view name;
    std::string_view value;
  };

  /// Begins a metric.
  void begin(const metric& x);

  /// Adds a sample to the metric begun last. The labels of a metric are always the same, only
  /// their values differ.
  void sample(std::uint64_t value, std::initializer_list<label> labels = {});
  void sample(double value);

  /// Adds a histogram, all of it.
  /// @param bounds   in seconds, ascending.
  /// @param counts   of what is up to each bound and above the one before, and at the end of what
  /// is
  ///                 above the last.
  /// @param seconds  the sum of all that was observed.
  void add_histogram(
      const metric& x, std::span<const double> bounds, std::span<const std::uint64_t> counts,
      double seconds);

  /// Adds a metric that has one sample and no labels.
  void add(const metric& x, std::same_as<std::uint64_t> auto value) {
    begin(x);
    sample(value);
  }

  [[nodiscard]] std::string text() && {
    return std::move(text_);
  }

private:
  void append_labels(std::initializer_list<label> labels);
  void line(std::string_view name, std::string_view suffix, std::string_view value);

  std::string_view name_;
  std::string text_;
};

} // namespace muster
