// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/operator_link.hpp"

#include "actors/log.hpp"
#include "net/operator_socket.hpp"

#include <caf/binary_deserializer.hpp>
#include <caf/io/basp_broker.hpp>
#include <caf/io/network/default_multiplexer.hpp>
#include <caf/io/network/doorman_impl.hpp>
#include <caf/io/network/scribe_impl.hpp>

#include <string>
#include <unistd.h>
#include <unordered_map>

namespace muster {

namespace {

namespace basp = caf::io::basp;

/// @returns why CAF must not see this header; null if it may.
const char* fault_of(const basp::header& x, std::size_t payload_bytes_max) {
  if (!basp::valid(x))
    return "malformed";
  if (x.payload_len > payload_bytes_max)
    return "oversized";
  if (is_handshake(x) && x.payload_len == 0)
    return "empty handshake";
  return nullptr;
}

/// CAF's connection, with a look at each header.
class operator_scribe final : public caf::io::network::scribe_impl {
public:
  operator_scribe(
      caf::io::network::default_multiplexer& loop, int socket, std::size_t payload_bytes_max,
      muster::log* log)
      : scribe_impl(loop, socket), payload_bytes_max_(payload_bytes_max), log_(log) {
    // nop
  }

  bool consume(caf::execution_unit* context, const void* data, std::size_t size) override {
    if (std::exchange(payload_is_next_, false))
      return scribe_impl::consume(context, data, size);
    basp::header header{};
    caf::binary_deserializer source{context, static_cast<const char*>(data), size};
    const auto* fault = source(header) ? "malformed" : fault_of(header, payload_bytes_max_);
    if (fault != nullptr) {
      refuse(context, fault);
      return false;
    }
    payload_is_next_ = header.payload_len > 0;
    return scribe_impl::consume(context, data, size);
  }

private:
  void refuse(caf::execution_unit* context, const char* fault) {
    if (log_ != nullptr)
      log_->write(log_level::warning, "refuse_operator_message", {{"reason", fault}});
    io_failure(context, caf::io::network::operation::read);
  }

  std::size_t payload_bytes_max_;
  muster::log* log_;
  bool payload_is_next_ = false;
};

/// CAF keeps an actor for every node that was ever connected. Those that have ended are of no use.
void forget_former_nodes(caf::io::basp_broker& broker) {
  std::erase_if(broker.spawn_servers, [](const auto& x) {
    const auto* actor = caf::actor_cast<caf::abstract_actor*>(x.second);
    return actor->getf(caf::abstract_actor::is_terminated_flag);
  });
}

/// CAF's listener, with a look at who comes.
class operator_doorman final : public caf::io::network::doorman_impl {
public:
  operator_doorman(caf::io::network::default_multiplexer& loop, int socket, muster::log& log)
      : doorman_impl(loop, socket), log_(log) {
    // nop
  }

  bool new_connection() override {
    if (detached())
      return false;
    const int socket = acceptor_.accepted_socket();
    if (!admit(socket)) {
      ::close(socket);
      return true;
    }
    auto& loop = acceptor_.backend();
    auto connection = make_operator_scribe(loop, socket, question_bytes_max, &log_);
    const auto name = connection->hdl();
    parent()->add_scribe(std::move(connection));
    return doorman::new_connection(&loop, name);
  }

  std::string addr() const override {
    return std::string{operator_socket_name};
  }

  /// By this name CAF finds what is published here.
  std::uint16_t port() const override {
    return operator_port;
  }

private:
  bool admit(int socket) {
    auto& broker = static_cast<caf::io::basp_broker&>(*parent());
    forget_former_nodes(broker);
    const auto who = identity_of_peer(socket);
    if (!who.is_trusted())
      return refuse(who, "another user");
    return broker.num_connections() < operators_max || refuse(who, "too many operators");
  }

  bool refuse(const operator_identity& who, const char* reason) {
    log_.write(
        log_level::warning, "refuse_operator",
        {{"reason", reason},
         {"uid", std::to_string(who.user)},
         {"pid", std::to_string(who.process)}});
    return false;
  }

  muster::log& log_;
};

/// There is no other multiplexer but those of tests.
auto& as_default(caf::io::network::multiplexer& x) {
  return dynamic_cast<caf::io::network::default_multiplexer&>(x);
}

} // namespace

caf::io::doorman_ptr
make_operator_doorman(caf::io::network::multiplexer& loop, int socket, muster::log& log) {
  return caf::make_counted<operator_doorman>(as_default(loop), socket, log);
}

caf::io::scribe_ptr make_operator_scribe(
    caf::io::network::multiplexer& loop, int socket, std::size_t payload_bytes_max,
    muster::log* log) {
  return caf::make_counted<operator_scribe>(as_default(loop), socket, payload_bytes_max, log);
}

} // namespace muster
