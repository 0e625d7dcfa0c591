// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/udp/datagrams.hpp"

#include <cstring>

namespace muster {

namespace {

/// What the kernel tells of a datagram's destination, for each family.
struct destination_form {
  int level;
  int type;
  std::size_t bytes;
};

constexpr destination_form ipv4_form{IPPROTO_IP, IP_PKTINFO, sizeof(in_pktinfo)};
constexpr destination_form ipv6_form{IPPROTO_IPV6, IPV6_PKTINFO, sizeof(in6_pktinfo)};

const destination_form& form_of(const socket_address& x) noexcept {
  return x.storage.sin6_family == AF_INET ? ipv4_form : ipv6_form;
}

/// The interface is left to the routing table: replies may take another one than requests.
void forget_interface(std::array<std::uint8_t, sizeof(in6_pktinfo)>& x, bool is_ipv4) noexcept {
  if (is_ipv4)
    std::memset(x.data() + offsetof(in_pktinfo, ipi_ifindex), 0, sizeof(in_pktinfo::ipi_ifindex));
  else
    std::memset(
        x.data() + offsetof(in6_pktinfo, ipi6_ifindex), 0, sizeof(in6_pktinfo::ipi6_ifindex));
}

} // namespace

// -- incoming -------------------------------------------------------------------------------------

incoming_datagrams::incoming_datagrams() {
  for (std::size_t i = 0; i < datagrams_max; ++i) {
    pieces_[i] = {buffers_[i].data(), buffers_[i].size()};
    auto& header = messages_[i].msg_hdr;
    header.msg_iov = &pieces_[i];
    header.msg_iovlen = 1;
    header.msg_name = sources_[i].get();
    header.msg_control = controls_[i].bytes.data();
    prepare(i);
  }
}

/// Sets what the kernel has written over.
void incoming_datagrams::prepare(std::size_t i) noexcept {
  messages_[i].msg_hdr.msg_namelen = sizeof(sources_[i].storage);
  messages_[i].msg_hdr.msg_controllen = controls_[i].bytes.size();
}

std::size_t incoming_datagrams::receive(int socket) {
  for (; received_ > 0; --received_)
    prepare(received_ - 1);
  const int count = ::recvmmsg(socket, messages_.data(), datagrams_max, MSG_DONTWAIT, nullptr);
  received_ = count > 0 ? static_cast<std::size_t>(count) : 0;
  return received_;
}

return_path incoming_datagrams::path(std::size_t i) const noexcept {
  return_path result;
  result.client = sources_[i];
  result.client.size = messages_[i].msg_hdr.msg_namelen;
  const auto* told = CMSG_FIRSTHDR(&messages_[i].msg_hdr);
  const auto& form = form_of(result.client);
  if (told == nullptr || told->cmsg_level != form.level || told->cmsg_type != form.type)
    return result;
  std::memcpy(result.destination.data(), CMSG_DATA(told), form.bytes);
  forget_interface(result.destination, form.type == ipv4_form.type);
  result.has_destination = true;
  return result;
}

// -- outgoing -------------------------------------------------------------------------------------

outgoing_datagrams::outgoing_datagrams() {
  for (std::size_t i = 0; i < datagrams_max; ++i) {
    pieces_[i].iov_base = buffers_[i].data();
    auto& header = messages_[i].msg_hdr;
    header.msg_iov = &pieces_[i];
    header.msg_iovlen = 1;
    header.msg_name = targets_[i].get();
  }
}

void outgoing_datagrams::push(std::size_t bytes, const return_path& to) noexcept {
  auto& header = messages_[count_].msg_hdr;
  pieces_[count_].iov_len = bytes;
  targets_[count_] = to.client;
  header.msg_namelen = to.client.size;
  header.msg_control = nullptr;
  header.msg_controllen = 0;
  if (to.has_destination) {
    const auto& form = form_of(to.client);
    header.msg_control = controls_[count_].bytes.data();
    header.msg_controllen = CMSG_SPACE(form.bytes);
    auto* told = CMSG_FIRSTHDR(&header);
    told->cmsg_level = form.level;
    told->cmsg_type = form.type;
    told->cmsg_len = CMSG_LEN(form.bytes);
    std::memcpy(CMSG_DATA(told), to.destination.data(), form.bytes);
  }
  ++count_;
}

std::size_t outgoing_datagrams::flush(int socket) {
  std::size_t unsent = 0;
  std::size_t done = 0;
  while (done < count_) {
    const auto left = static_cast<unsigned>(count_ - done);
    const int sent = ::sendmmsg(socket, &messages_[done], left, MSG_DONTWAIT);
    // An error is about the first of those that are left.
    done += sent > 0 ? static_cast<std::size_t>(sent) : 1;
    unsent += std::size_t{sent <= 0};
  }
  count_ = 0;
  return unsent;
}

} // namespace muster
