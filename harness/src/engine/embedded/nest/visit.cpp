#include "engine/embedded/nest/visit.hpp"

#include <fcntl.h>

#include <utility>

#include "base/json.hpp"
#include "engine/embedded/nest/dialling.hpp"
#include "engine/embedded/wire/codec.hpp"
#include "engine/embedded/wire/log_record.hpp"

namespace caisson::engine::embedded {
namespace {

Descriptor duplicate(const Descriptor& descriptor) {
  return Descriptor(::fcntl(descriptor.get(), F_DUPFD_CLOEXEC, 3));
}

template <class T>
void answer_result(Visit& visit, const Result<T>& result, const Json& value) {
  if (!result) return visit.fail(result.error());
  visit.answer(value);
}

}  // namespace

void Visit::answer(const Json& value, Descriptors descriptors) {
  channel.send(encode_answer(value), std::move(descriptors));
}

void Visit::fail(const Error& error) {
  channel.send(encode_failure(error));
}

void Visit::tell(const Json& message) {
  channel.send(dump_json(message));
}

void Visit::end() {
  m_going_on.clear();
  channel.close();
}

Completion<void> Visit::answering() {
  return [weak = weak_from_this()](const Result<void>& result) {
    if (const auto self = weak.lock()) answer_result(*self, result, true);
  };
}

void Visit::take(Nest& nest, const std::string& payload, Descriptors descriptors) {
  const Json request = parse_json(payload);
  try {
    if (!request.is_object() || request.at("version") != k_wire_version)
      return fail({ErrorKind::protocol,
                   "this nest was started by another version of Caisson",
                   {},
                   "end what runs in it with that version: caisson down"});
    const std::string verb = request.at("verb");
    const Json& body = request.at("body");
    if (containers(nest, verb, body, descriptors)) return;
    if (streams(nest, verb, body, descriptors)) return;
    networks(nest, verb, body);
  } catch (const Json::exception& fault) {
    fail(
        {ErrorKind::protocol, std::string("a nest was asked what is no request: ") + fault.what()});
  }
}

void Visit::networks(Nest& nest, const std::string& verb, const Json& body) {
  const auto having = [&] { return body.at("having").get<Labels>(); };
  if (verb == "create_network") {
    NetworkSpec spec;
    from_json(body, spec);
    const auto made = nest.create_network(spec);
    return answer_result(*this, made, made ? encode(*made) : Json());
  }
  if (verb == "list_networks") return answer(encode_all(nest.list_networks(having())));
  if (verb == "remove_network") return answering()(nest.remove_network(body.at("name")));
  if (verb == "volumes") return answer(encode_all(nest.own_volumes(having())));
  if (verb == "uses_volume") return answer(nest.uses_volume(body.at("name")));
  fail({ErrorKind::protocol, "a nest was asked for `" + verb + "`, which it does not know"});
}

bool Visit::containers(Nest& nest, const std::string& verb, const Json& body,
                       Descriptors& descriptors) {
  const std::string id = body.value("id", std::string());
  if (verb == "create") {
    create(nest, body, std::move(descriptors));
  } else if (verb == "start") {
    nest.start(id, std::move(descriptors), body.at("ports"), answering());
  } else if (verb == "stop") {
    nest.stop(id, std::chrono::nanoseconds(body.at("grace").get<std::int64_t>()), answering());
  } else if (verb == "kill") {
    answering()(nest.kill(id, body.at("signal")));
  } else if (verb == "remove") {
    nest.remove(id, answering());
  } else if (verb == "pause" || verb == "unpause") {
    nest.pause(id, verb == "pause", answering());
  } else if (verb == "list") {
    answer(encode_all(nest.list(body.at("having").get<Labels>())));
  } else if (verb == "inspect") {
    inspect(nest, body);
  } else {
    return false;
  }
  return true;
}

bool Visit::streams(Nest& nest, const std::string& verb, const Json& body,
                    Descriptors& descriptors) {
  if (verb == "dial") {
    dial(nest, body);
  } else if (verb == "open") {
    open(nest, body);
  } else if (verb == "exec") {
    exec(nest, body, std::move(descriptors));
  } else if (verb == "logs") {
    logs(nest, body);
  } else if (verb == "hold") {
    hold(nest, body);
  } else if (verb == "events") {
    events(nest, body);
  } else {
    return false;
  }
  return true;
}

void Visit::create(Nest& nest, const Json& body, Descriptors descriptors) {
  Nest::Creation creation;
  from_json(body.at("spec"), creation.spec);
  from_json(body.at("image"), creation.image);
  body.at("layers").get_to(creation.layers);
  body.at("image_id").get_to(creation.image_id);
  creation.held = std::move(descriptors);
  const auto id = nest.create(std::move(creation));
  answer_result(*this, id, id ? Json(*id) : Json());
}

void Visit::inspect(Nest& nest, const Json& body) {
  const std::string id = body.at("id");
  const Cell* const cell = nest.find(id);
  if (cell == nullptr) return fail(Nest::absent(id));
  Json value{{"container", encode(cell->seen)}, {"cgroup", cell->prepared.cgroup}};
  Descriptors descriptors;
  if (cell->pidfd) descriptors.push_back(duplicate(cell->pidfd));
  answer(value, std::move(descriptors));
}

void Visit::dial(Nest& nest, const Json& body) {
  const std::string id = body.at("id");
  const Cell* const cell = nest.find(id);
  if (cell == nullptr) return fail(Nest::absent(id));
  if (cell->pid == 0)
    return fail({ErrorKind::io, "container `" + cell->seen.name + "` is not running"});
  if (cell->seen.networks.empty())
    return fail({ErrorKind::io, "container `" + cell->seen.name + "` has no network"});
  const auto dialled = [weak = weak_from_this()](Result<Descriptor> connected) {
    const auto self = weak.lock();
    if (!self) return;
    if (!connected) return self->fail(connected.error());
    Descriptors one;
    one.push_back(*std::move(connected));
    self->answer(true, std::move(one));
  };
  m_going_on.push_back(
      dial_inside(m_loop, cell->seen.networks.front().address, body.at("port"), dialled));
}

void Visit::open(Nest& nest, const Json& body) {
  const std::string id = body.at("id");
  const Cell* const cell = nest.find(id);
  if (cell == nullptr) return fail(Nest::absent(id));
  // What runs sees its mounts, too.
  const std::string root =
      cell->pid != 0 ? "/proc/" + std::to_string(cell->pid) + "/root" : cell->paths.merged();
  auto file = open_inside(root, body.at("path"));
  if (!file) return fail(file.error());
  Descriptors one;
  one.push_back(*std::move(file));
  answer(true, std::move(one));
}

void Visit::exec(Nest& nest, const Json& body, Descriptors descriptors) {
  Nest::Exec what;
  body.at("argv").get_to(what.spec.argv);
  body.at("env").get_to(what.spec.env);
  body.at("terminal").get_to(what.terminal);
  if (what.spec.argv.empty()) return fail({ErrorKind::usage, "there is no command"});
  for (std::size_t i = 0; i < descriptors.size() && i < 3; ++i)
    what.stdio[i] = std::move(descriptors[i]);
  const auto weak = weak_from_this();
  Nest::Executed told;
  told.begun = [weak](Result<Descriptor> terminal) {
    const auto self = weak.lock();
    if (!self) return;
    if (!terminal) return self->fail(terminal.error());
    Descriptors one;
    if (*terminal) one.push_back(*std::move(terminal));
    self->answer(true, std::move(one));
  };
  told.ended = [weak](int code) {
    if (const auto self = weak.lock()) self->tell({{"ended", code}});
  };
  if (auto process = nest.exec(body.at("id"), std::move(what), std::move(told)))
    m_going_on.push_back(std::move(process));
}

void Visit::logs(Nest& nest, const Json& body) {
  const std::string id = body.at("id");
  Cell* const cell = nest.find(id);
  if (cell == nullptr) return fail(Nest::absent(id));
  answer(true);
  m_going_on.push_back(cell->log->read(channel, body.at("follow"), [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->channel.send(std::string(1, k_log_end));
  }));
}

void Visit::hold(Nest& nest, const Json& body) {
  const std::string id = body.at("id");
  const auto weak = weak_from_this();
  auto grip = nest.hold(id, [weak](int code) {
    const auto self = weak.lock();
    if (!self) return;
    self->m_exit_code = code;
    self->conclude_hold();
  });
  if (!grip) return fail(grip.error());
  m_going_on.push_back(*std::move(grip));
  answer(true);
  m_going_on.push_back(nest.find(id)->log->read(channel, true, [weak] {
    const auto self = weak.lock();
    if (!self) return;
    self->m_log_over = true;
    self->conclude_hold();
  }));
}

void Visit::conclude_hold() {
  if (m_log_over && m_exit_code) tell({{"ended", *m_exit_code}});
}

void Visit::events(Nest& nest, const Json& body) {
  m_going_on.push_back(nest.events(
      [weak = weak_from_this(), having = body.at("having").get<Labels>()](const Event& event) {
        const auto self = weak.lock();
        if (self && has_labels(event.labels, having)) self->tell({{"event", encode(event)}});
      }));
  answer(true);
}

}  // namespace caisson::engine::embedded
