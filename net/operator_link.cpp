// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/operator_link.hpp"

#include "actors/log/log.hpp"
#include "net/operator_socket.hpp"

#include <caf/actor_system.hpp>
#include <caf/binary_deserializer.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/io/basp_broker.hpp>
#include <caf/io/network/default_multiplexer.hpp>
#include <caf/io/network/doorman_impl.hpp>
#include <caf/io/network/scribe_impl.hpp>

#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <unistd.h>
#include <unordered_map>
#include <utility>

namespace muster {

namespace {

namespace basp = caf::io::basp;

/// Whether it brings a message for a stream. There are none here, and CAF ends the process if such
/// a message is empty.
bool is_for_stream(const basp::header& x) {
  const bool is_message = x.operation == basp::message_type::direct_message
                          || x.operation == basp::message_type::routed_message;
  return is_message && caf::make_message_id(x.operation_data).is_stream_message();
}

/// @returns why CAF must not see this header; null if it may.
const char* fault_of(const basp::header& x, std::size_t payload_bytes_max) {
  if (!basp::valid(x) || is_for_stream(x))
    return "malformed";
  if (x.payload_len > payload_bytes_max)
    return "oversized";
  if (is_handshake(x) && x.payload_len == 0)
    return "empty handshake";
  return nullptr;
}

class operator_scribe;

/// Those that are connected and have not said who they are, the oldest first. They have a time for
/// it, and go first when somebody else needs their place.
///
/// Belongs to the thread of CAF's multiplexer. They forget themselves.
class silent_operators {
public:
  explicit silent_operators(std::chrono::milliseconds time) : time_(time) {
    // nop
  }

  void add(operator_scribe& x) {
    all_.push_back({&x, clock::now()});
  }

  void forget(const operator_scribe& x) {
    std::erase_if(all_, [&](const silent& y) { return y.who == &x; });
  }

  /// @returns whether there was one.
  bool close_oldest();

  /// Closes those whose time is over.
  void close_overdue() {
    while (!all_.empty() && all_.front().since + time_ <= clock::now())
      close_oldest();
  }

  [[nodiscard]] std::chrono::milliseconds time() const noexcept {
    return time_;
  }

  [[nodiscard]] bool empty() const noexcept {
    return all_.empty();
  }

  /// Whether somebody is about to call `close_overdue`.
  bool is_watched = false;

private:
  using clock = std::chrono::steady_clock;

  struct silent {
    operator_scribe* who;
    clock::time_point since;
  };

  std::chrono::milliseconds time_;
  std::deque<silent> all_;
};

using silent_operators_ptr = std::shared_ptr<silent_operators>;

/// CAF's connection, with a look at each header.
class operator_scribe final : public caf::io::network::scribe_impl {
public:
  operator_scribe(
      caf::io::network::default_multiplexer& loop, int socket, std::size_t payload_bytes_max,
      muster::log* log, silent_operators_ptr silent = {})
      : scribe_impl(loop, socket),
        payload_bytes_max_(payload_bytes_max),
        log_(log),
        silent_(std::move(silent)) {
    if (silent_)
      silent_->add(*this);
  }

  ~operator_scribe() override {
    forget_silence();
  }

  operator_scribe(const operator_scribe&) = delete;
  operator_scribe& operator=(const operator_scribe&) = delete;

  bool consume(caf::execution_unit* context, const void* data, std::size_t size) override {
    if (std::exchange(payload_is_next_, false))
      return take_message(context, data, size);
    basp::header header{};
    caf::binary_deserializer source{context, static_cast<const char*>(data), size};
    const auto* fault = source(header) ? "malformed" : fault_of(header, payload_bytes_max_);
    if (fault != nullptr) {
      refuse(context, fault);
      return false;
    }
    payload_is_next_ = header.payload_len > 0;
    return payload_is_next_ ? scribe_impl::consume(context, data, size)
                            : take_message(context, data, size);
  }

  void close() {
    io_failure(&stream_.backend(), caf::io::network::operation::read);
  }

private:
  /// Takes the last part of a message, which at first is a handshake.
  bool take_message(caf::execution_unit* context, const void* data, std::size_t size) {
    forget_silence();
    return scribe_impl::consume(context, data, size);
  }

  void forget_silence() {
    if (const auto silent = std::exchange(silent_, nullptr))
      silent->forget(*this);
  }

  void refuse(caf::execution_unit* context, const char* fault) {
    if (log_ != nullptr)
      log_->write(log_level::warning, "refuse_operator_message", {{"reason", fault}});
    io_failure(context, caf::io::network::operation::read);
  }

  std::size_t payload_bytes_max_;
  muster::log* log_;
  silent_operators_ptr silent_;
  bool payload_is_next_ = false;
};

bool silent_operators::close_oldest() {
  if (all_.empty())
    return false;
  // Nobody else may refer to it when it is closed.
  const caf::intrusive_ptr<operator_scribe> oldest{all_.front().who};
  all_.pop_front();
  oldest->close();
  return true;
}

/// Looks at silent operators from time to time, until there are none.
caf::behavior watcher(
    caf::event_based_actor* self, caf::io::network::multiplexer* loop, silent_operators_ptr whom) {
  self->delayed_send(self, whom->time(), caf::tick_atom_v);
  return {
      [=](caf::tick_atom) {
        loop->post([loop, whom, &system = self->system()] {
          whom->close_overdue();
          whom->is_watched = !whom->empty();
          if (whom->is_watched)
            system.spawn<caf::hidden>(watcher, loop, whom);
        });
        self->quit();
      },
  };
}

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
  operator_doorman(
      caf::io::network::default_multiplexer& loop, int socket, muster::log& log,
      std::chrono::milliseconds time)
      : doorman_impl(loop, socket), log_(log), silent_(std::make_shared<silent_operators>(time)) {
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
    auto connection =
        caf::make_counted<operator_scribe>(loop, socket, question_bytes_max, &log_, silent_);
    const auto name = connection->hdl();
    watch_silence();
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
    return broker.num_connections() < operators_max || silent_->close_oldest()
           || refuse(who, "too many operators");
  }

  void watch_silence() {
    if (!std::exchange(silent_->is_watched, true))
      parent()->system().spawn<caf::hidden>(
          watcher, static_cast<caf::io::network::multiplexer*>(&acceptor_.backend()), silent_);
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
  silent_operators_ptr silent_;
};

/// There is no other multiplexer but those of tests.
auto& as_default(caf::io::network::multiplexer& x) {
  return dynamic_cast<caf::io::network::default_multiplexer&>(x);
}

} // namespace

caf::io::doorman_ptr make_operator_doorman(
    caf::io::network::multiplexer& loop, int socket, muster::log& log,
    std::chrono::milliseconds time) {
  return caf::make_counted<operator_doorman>(as_default(loop), socket, log, time);
}

caf::io::scribe_ptr make_operator_scribe(
    caf::io::network::multiplexer& loop, int socket, std::size_t payload_bytes_max,
    muster::log* log) {
  return caf::make_counted<operator_scribe>(as_default(loop), socket, payload_bytes_max, log);
}

} // namespace muster
