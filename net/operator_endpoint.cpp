// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#include "net/operator_endpoint.hpp"

#include "actors/operator/messages.hpp"
#include "net/operator_link.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/io/basp_broker.hpp>
#include <caf/io/middleman.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include <chrono>
#include <set>
#include <utility>
#include <vector>

namespace muster {

namespace {

/// To be raised when the messages to the operator change, so that musterctl and musterd of
/// different versions refuse each other instead of misunderstanding.
constexpr const char* protocol_name = "muster-operator-3";

constexpr std::chrono::seconds heartbeat_interval{10};
constexpr std::chrono::seconds connection_timeout{30};

/// How long a tracker may take to answer the handshake. It takes milliseconds.
constexpr std::chrono::seconds handshake_time{10};

caf::actor broker_of(caf::actor_system& system) {
  return system.middleman().named_broker<caf::io::basp_broker>(caf::atom("BASP"));
}

std::string describe(const caf::error& error, const std::string& name) {
  if (error == caf::sec::incompatible_application_ids)
    return name + ": the musterd there is of another version";
  if (error == caf::sec::disconnect_during_handshake)
    return name + ": turned away; the log of the tracker says why";
  return name + ": no answer";
}

std::variant<caf::strong_actor_ptr, attach_error>
shake_hands(caf::actor_system& system, caf::io::scribe_ptr connection, const std::string& name) {
  std::variant<caf::strong_actor_ptr, attach_error> result = attach_error{name + ": nothing there"};
  caf::scoped_actor self{system};
  self->request(
          broker_of(system), handshake_time, caf::connect_atom_v, std::move(connection),
          operator_port)
      .receive(
          [&](caf::node_id&, caf::strong_actor_ptr& published, std::set<std::string>&) {
            if (published)
              result = published;
          },
          [&](const caf::error& error) { result = attach_error{describe(error, name)}; });
  return result;
}

} // namespace

void configure_operator_network(caf::actor_system_config& config) {
  config.load<caf::io::middleman>();
  config.add_message_types<caf::id_block::muster_log>();
  config.add_message_types<caf::id_block::muster_persistence>();
  config.add_message_types<caf::id_block::muster_operator>();
  config.set("middleman.app-identifiers", std::vector<std::string>{protocol_name});
  config.set("middleman.heartbeat-interval", caf::timespan{heartbeat_interval});
  config.set("middleman.connection-timeout", caf::timespan{connection_timeout});
  // CAF's own helper needs no thread of its own.
  config.set("middleman.attach-utility-actors", true);
}

operator_endpoint::operator_endpoint(caf::actor_system& system, std::string path)
    : system_(system), path_(std::move(path)) {
  socket_.emplace(path_);
}

operator_endpoint::~operator_endpoint() {
  caf::anon_send(broker_of(system_), caf::close_atom_v, operator_port);
}

void operator_endpoint::publish(
    const caf::strong_actor_ptr& whom, muster::log& log, std::chrono::milliseconds time) {
  whom_ = whom;
  log_ = &log;
  time_ = time;
  open_doors();
}

bool operator_endpoint::renew() {
  if (socket_ && socket_->is_in_place())
    return false;
  socket_.emplace(path_);
  caf::anon_send(broker_of(system_), caf::close_atom_v, operator_port);
  open_doors();
  return true;
}

void operator_endpoint::open_doors() {
  auto doorman =
      make_operator_doorman(system_.middleman().backend(), socket_->release(), *log_, time_);
  caf::anon_send(
      broker_of(system_), caf::publish_atom_v, std::move(doorman), operator_port, whom_,
      std::set<std::string>{});
}

std::variant<caf::strong_actor_ptr, attach_error>
attach_to_tracker(caf::actor_system& system, int socket, const std::string& name) {
  auto connection =
      make_operator_scribe(system.middleman().backend(), socket, answer_bytes_max, nullptr);
  return shake_hands(system, std::move(connection), name);
}

} // namespace muster
