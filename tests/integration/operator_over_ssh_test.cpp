// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

#define CAF_SUITE operator_over_ssh_test

#include "net/operator_link.hpp"
#include "net/socket_address.hpp"
#include "tests/support/operated_tracker.hpp"
#include "tests/support/operator_peer.hpp"
#include "tests/support/spawning.hpp"
#include "tests/support/ssh_account.hpp"

#include <caf/test/unit_test.hpp>

#include <csignal>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <list>
#include <netinet/in.h>

namespace {

using namespace muster;
using caf::io::basp::message_type;
using test::ctl_process;
using test::ctl_result;
using test::operator_peer;
using test::run_musterctl;

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string folder_of_musterctl() {
  return std::filesystem::path{MUSTERCTL_PATH}.parent_path().string();
}

/// Whether a tracker answers behind this socket.
bool leads_to_tracker(const std::string& path) {
  try {
    return operator_peer{path}.is_greeted();
  } catch (const std::system_error&) {
    return false;
  }
}

/// A port of loopback at which nobody listens while this is there.
class taken_port {
public:
  taken_port() {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(at);
    if (::bind(socket_, reinterpret_cast<sockaddr*>(&at), size) != 0
        || ::getsockname(socket_, reinterpret_cast<sockaddr*>(&at), &size) != 0)
      throw std::runtime_error{"no port"};
    number_ = ntohs(at.sin_port);
  }

  ~taken_port() {
    ::close(socket_);
  }

  taken_port(const taken_port&) = delete;
  taken_port& operator=(const taken_port&) = delete;

  [[nodiscard]] std::uint16_t number() const noexcept {
    return number_;
  }

private:
  int socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::uint16_t number_ = 0;
};

/// A tracker, and an account on its machine whose key may run the relay and nothing else.
struct fixture : test::operated_tracker {
  fixture() {
    allow_relay();
  }

  void allow_relay() const {
    account.authorize(
        "restrict,command=\"" MUSTERCTL_PATH " --data-dir " + process.data_dir() + " relay\"");
  }

  [[nodiscard]] std::string name() const {
    return test::ssh_account::name_of(process.data_dir());
  }

  [[nodiscard]] ctl_result remote(std::vector<std::string> words) const {
    words.insert(words.begin(), {"--connect", name()});
    return run_musterctl(std::move(words));
  }

  /// Whether musterctl says why it cannot connect, and the tracker takes no notice.
  [[nodiscard]] bool fails_with(const std::string& reason) const {
    const auto [code, output] = remote({"status"});
    CAF_MESSAGE(output);
    return code == 3 && has(output, "musterctl: " + name() + ": " + reason + '\n') && is_well();
  }

  test::ssh_account account;
};

/// The tracker's socket, forwarded by a plain `ssh -L` to another one.
struct forwarded : fixture {
  forwarded() {
    account.authorize("restrict,port-forwarding");
    pid = test::spawn(
        account.program(),
        {"-N", "-L", here + ':' + socket(), std::string{test::ssh_account::machine}}, STDIN_FILENO,
        STDERR_FILENO);
    CAF_REQUIRE(test::eventually([this] { return leads_to_tracker(here); }));
  }

  ~forwarded() {
    ::kill(pid, SIGTERM);
    ::waitpid(pid, nullptr, 0);
  }

  forwarded(const forwarded&) = delete;
  forwarded& operator=(const forwarded&) = delete;

  /// Memory of the tracker, in kB.
  [[nodiscard]] std::size_t resident_kilobytes() const {
    std::ifstream status{"/proc/" + std::to_string(process.pid()) + "/status"};
    for (std::string word; status >> word;)
      if (std::size_t result = 0; word == "VmRSS:" && status >> result)
        return result;
    return 0;
  }

  /// Time that all threads of the tracker have been busy.
  [[nodiscard]] double busy_seconds() const {
    clockid_t clock{};
    timespec time{};
    if (::clock_getcpuclockid(process.pid(), &clock) != 0 || ::clock_gettime(clock, &time) != 0)
      throw std::runtime_error{"no clock of the tracker"};
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
  }

  /// What the tracker says of itself.
  [[nodiscard]] double uptime_seconds() const {
    const auto text = test::http_client{at}.get("/metrics").body;
    const std::string key = "\nmuster_uptime_seconds ";
    return std::stod(text.substr(text.find(key) + key.size()));
  }

  /// Whether the tracker is idle while it gets three seconds older.
  [[nodiscard]] bool is_idle() const {
    const auto begin = uptime_seconds();
    const auto busy = busy_seconds();
    CAF_REQUIRE(test::eventually([&] {
      ::poll(nullptr, 0, 200); // asking is work, too
      return uptime_seconds() >= begin + 3;
    }));
    return busy_seconds() - busy < 0.6;
  }

  test::scratch_folder folder;
  std::string here = folder.path("operator.sock");
  pid_t pid = -1;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(operator_over_ssh_tests, fixture)

CAF_TEST(a tracker on another machine is operated as one here) {
  CAF_CHECK(is_well());
  const auto [code, output] = remote({"status"});
  CAF_CHECK_EQUAL(code, 0);
  CAF_CHECK(output.starts_with("musterd "));
  CAF_CHECK(has(remote({"--json", "actors"}).output, "\"kind\":\"operator_desk\""));
  CAF_CHECK_EQUAL(remote({"swarm", std::string(40, '0')}).code, 1);
}

CAF_TEST(without a command for the key musterctl is found in the path of the account) {
  account.authorize("restrict");
  account.set_path(folder_of_musterctl() + ":/usr/bin:/bin");
  CAF_CHECK_EQUAL(remote({"status"}).code, 0);
  const auto elsewhere = process.data_dir() + "/it's elsewhere";
  const auto [code, output] =
      run_musterctl({"--connect", test::ssh_account::name_of(elsewhere), "status"});
  CAF_CHECK_EQUAL(code, 3);
  CAF_CHECK(has(output, "/it's elsewhere/operator.sock: no tracker answers there: No such file"));
}

CAF_TEST(a key for the relay opens neither a shell nor a port nor a socket) {
  const std::string machine{test::ssh_account::machine};
  CAF_CHECK(!has(account.run({machine, "echo", "open"}).output, "open"));
  CAF_CHECK(account.run({"-W", to_string(at), machine}).code != 0);
  const auto local = process.data_dir() + "/forwarded.sock";
  static_cast<void>(account.run({"-L", local + ':' + socket(), machine}));
  CAF_CHECK(!leads_to_tracker(local));
}

CAF_TEST(another key is refused) {
  account.authorize_another();
  CAF_CHECK(fails_with("ssh could not connect"));
  CAF_CHECK(has(remote({"status"}).output, "Permission denied"));
}

CAF_TEST(another machine is not taken for the tracker) {
  account.change_host_key();
  CAF_CHECK(fails_with("ssh could not connect"));
}

CAF_TEST(a machine that does not answer is told) {
  const taken_port port;
  account.move_to(port.number());
  CAF_CHECK(fails_with("ssh could not connect"));
  CAF_CHECK(has(remote({"status"}).output, "Connection refused"));
}

CAF_TEST(a machine without musterctl is told) {
  account.authorize("restrict");
  CAF_CHECK(fails_with("no musterctl there"));
}

CAF_TEST(a machine without a tracker is told) {
  process.signal(SIGTERM);
  CAF_REQUIRE(process.wait_for_end(std::chrono::seconds{10}) == 0);
  const auto [code, output] = remote({"status"});
  CAF_CHECK_EQUAL(code, 3);
  CAF_CHECK(has(output, "musterctl: " + name() + ": no tracker there\n"));
}

CAF_TEST(one operator too many is told to look into the log) {
  std::list<operator_peer> busy;
  for (std::uint32_t i = 0; i < operators_max; ++i) {
    busy.emplace_back(socket());
    CAF_CHECK(busy.back().attaches(i + 1));
  }
  CAF_CHECK(fails_with("no tracker there"));
  CAF_CHECK(has(remote({"status"}).output, "turned away; the log of the tracker says why"));
}

CAF_TEST(whoever is attached when the tracker is killed is told and attaches to the next one) {
  ctl_process prompt{{"--connect", name()}};
  prompt.type("status");
  CAF_CHECK(prompt.says("swarms"));
  process.signal(SIGKILL);
  CAF_CHECK(process.wait_for_end(std::chrono::seconds{10}) == -SIGKILL);
  test::tracker_process successor{{"--listen", "127.0.0.1:0", "--data-dir", process.data_dir()}};
  successor.wait_until_ready(1);
  prompt.type("log level info");
  CAF_CHECK(prompt.says("musterctl: the tracker has gone; attaching again"));
  CAF_CHECK(prompt.says("level is info"));
  CAF_CHECK(prompt.finish() == 0);
}

CAF_TEST(the relay is for ssh to start and not for a prompt) {
  ctl_process prompt{{"--connect", name()}};
  prompt.type("relay");
  CAF_CHECK(prompt.says("musterctl: relay is for a tracker on this machine"));
  CAF_CHECK(prompt.finish() == 2);
  ctl_process local{with_folder({})};
  local.type("relay");
  CAF_CHECK(local.says("musterctl: relay is for ssh to start"));
  CAF_CHECK(local.finish() == 2);
  CAF_CHECK(is_well());
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST_FIXTURE_SCOPE(forwarded_socket_tests, forwarded)

CAF_TEST(a socket that ssh forwards is as good as that of the tracker) {
  const auto [code, output] = run_musterctl({"--socket", here, "status"});
  CAF_CHECK_EQUAL(code, 0);
  CAF_CHECK(output.starts_with("musterd "));
}

CAF_TEST(what comes over ssh moves neither memory nor announces) {
  const auto before = resident_kilobytes();
  for (const auto& bytes :
       {test::a_basp_header(message_type::direct_message, 0x7fffffff), std::string(4096, '\xff'),
        test::a_basp_handshake(0)}) {
    const operator_peer peer{here};
    peer.send(bytes);
    CAF_CHECK(peer.is_closed());
    CAF_CHECK(is_well());
  }
  CAF_CHECK(process.wait_for_line({"event=refuse_operator_message", "oversized"}));
  CAF_CHECK(resident_kilobytes() < before + 32 * 1024);
  CAF_CHECK(is_idle());
}

CAF_TEST(operators who say nothing or half a message cost no time) {
  const operator_peer silent{here};
  CAF_CHECK(silent.is_greeted());
  const operator_peer slow{here};
  slow.send(test::a_basp_header(message_type::direct_message, 64).substr(0, 16));
  CAF_CHECK(slow.is_greeted());
  CAF_CHECK(is_idle());
  CAF_CHECK(is_well());
}

CAF_TEST_FIXTURE_SCOPE_END()
