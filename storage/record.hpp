// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#pragma once

#include "storage/record_status.hpp"

#include <cereal/archives/portable_binary.hpp>

#include <cstddef>
#include <cstdint>
#include <istream>
#include <ostream>
#include <streambuf>
#include <string>
#include <string_view>

/// Records: values as cereal's portable binary archives, which begin with a byte for the byte order
/// and a byte for the version. For sources only, so that cereal stays out of other headers.
///
/// A type becomes a record by a constant and a function in its namespace:
///
///     struct example { static constexpr std::uint8_t version = 2; ... };
///     template <class Archive>
///     void serialize(Archive& archive, example& x, std::uint8_t version);
///
/// The function reads and writes alike. A version counts from 1; reading an older one it must do
/// what is needed to come to the present one.
namespace muster {

/// The bytes of a record as cereal reads them.
class record_source : private std::streambuf {
public:
  explicit record_source(std::string_view bytes) : stream_{this} {
    // A stream buffer that is only read from does not change what it is given.
    auto* first = const_cast<char*>(bytes.data());
    setg(first, first, first + bytes.size());
  }

  [[nodiscard]] std::size_t remaining() const noexcept {
    return static_cast<std::size_t>(egptr() - gptr());
  }

  /// The next bytes where they are, without a copy.
  std::string_view take(std::size_t bytes) {
    if (bytes > remaining())
      throw cereal::Exception{"the record is too short"};
    const std::string_view result{gptr(), bytes};
    setg(eback(), gptr() + bytes, egptr());
    return result;
  }

protected:
  std::istream stream_;
};

/// Where cereal writes the bytes of a record.
class record_sink : private std::streambuf {
public:
  explicit record_sink(std::string& bytes) : bytes_{bytes}, stream_{this} {
    // nop
  }

  /// Room for so many more bytes, valid until more is written.
  char* append(std::size_t bytes) {
    bytes_.resize(bytes_.size() + bytes);
    return bytes_.data() + bytes_.size() - bytes;
  }

private:
  std::streamsize xsputn(const char* data, std::streamsize size) override {
    bytes_.append(data, static_cast<std::size_t>(size));
    return size;
  }

  std::string& bytes_;

protected:
  std::ostream stream_;
};

/// The archive that records are read from.
class record_input : public record_source, public cereal::PortableBinaryInputArchive {
public:
  static constexpr bool reads = true;

  explicit record_input(std::string_view bytes)
      : record_source{bytes}, cereal::PortableBinaryInputArchive{stream_} {
    // nop
  }
};

/// The archive that records are written to.
class record_output : public record_sink, public cereal::PortableBinaryOutputArchive {
public:
  static constexpr bool reads = false;

  explicit record_output(std::string& bytes)
      : record_sink{bytes}, cereal::PortableBinaryOutputArchive{stream_} {
    // nop
  }
};

/// Writes how many elements follow; there must be less than 2^32.
inline std::size_t serialize_count(record_output& archive, std::size_t count, std::size_t) {
  archive(static_cast<std::uint32_t>(count));
  return count;
}

/// Reads how many elements follow, and makes sure that they can: memory for them may be taken.
/// @param bytes_min  what an element takes at least.
inline std::size_t serialize_count(record_input& archive, std::size_t, std::size_t bytes_min) {
  std::uint32_t count{};
  archive(count);
  if (count > archive.remaining() / bytes_min)
    throw cereal::Exception{"the record has fewer elements than it says"};
  return count;
}

inline void serialize_text(record_output& archive, const std::string& x) {
  serialize_count(archive, x.size(), 1);
  x.copy(archive.append(x.size()), x.size());
}

inline void serialize_text(record_input& archive, std::string& x) {
  x = archive.take(serialize_count(archive, 0, 1));
}

template <class T>
std::string write_record(const T& x) {
  std::string result;
  record_output output{result};
  output(std::uint8_t{T::version});
  // There is one function for both directions; writing, it does not change what it is given.
  serialize(output, const_cast<T&>(x), T::version);
  return result;
}

/// @param out  unspecified unless the result is `ok`.
template <class T>
record_status read_record(std::string_view bytes, T& out) {
  // cereal takes any byte for a byte order.
  if (bytes.empty() || static_cast<std::uint8_t>(bytes.front()) > 1)
    return record_status::corrupt;
  try {
    record_input input{bytes};
    std::uint8_t version{};
    input(version);
    if (version > T::version)
      return record_status::newer_version;
    if (version == 0)
      return record_status::corrupt;
    serialize(input, out, version);
    return input.remaining() == 0 ? record_status::ok : record_status::corrupt;
  } catch (const cereal::Exception&) {
    return record_status::corrupt;
  }
}

} // namespace muster
