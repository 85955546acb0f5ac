#include "probe/grpc.hpp"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "probe/grpc_message.hpp"
#include "probe/text.hpp"

namespace caisson::probe {
namespace {

/// Frees what nghttp2 made.
struct Delete {
  void operator()(nghttp2_session* session) const { nghttp2_session_del(session); }
  void operator()(nghttp2_session_callbacks* callbacks) const {
    nghttp2_session_callbacks_del(callbacks);
  }
};

std::string_view text_of(const std::uint8_t* bytes, std::size_t length) {
  return {reinterpret_cast<const char*>(bytes), length};
}

nghttp2_nv header(std::string_view name, std::string_view value) {
  // nghttp2 copies both; it only lacks const.
  return {reinterpret_cast<std::uint8_t*>(const_cast<char*>(name.data())),
          reinterpret_cast<std::uint8_t*>(const_cast<char*>(value.data())), name.size(),
          value.size(), NGHTTP2_NV_FLAG_NONE};
}

/// ServingStatus of health.proto.
std::string name_of(std::uint64_t status) {
  constexpr std::array<const char*, 4> names{"UNKNOWN", "SERVING", "NOT_SERVING",
                                             "SERVICE_UNKNOWN"};
  return status < names.size() ? names[status] : std::to_string(status);
}

class Grpc final : public Conversation {
 public:
  Grpc(std::string service, std::uint16_t port)
      : m_service(std::move(service)),
        m_authority("localhost:" + std::to_string(port)),
        m_request(grpc_message::health_request(m_service)) {}

  Verdict opened() override {
    if (!start()) return Verdict::not_ready("HTTP/2 could not be set up");
    return Verdict::more(output());
  }

  Verdict received(std::string_view bytes) override {
    const auto used = nghttp2_session_mem_recv(
        m_session.get(), reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    if (m_verdict) return *m_verdict;
    if (used < 0)
      return Verdict::not_ready(std::string("the answer is no HTTP/2: ") +
                                nghttp2_strerror(static_cast<int>(used)));
    auto send = output();
    if (nghttp2_session_want_read(m_session.get()) == 0)
      return Verdict::not_ready(m_heard_settings ? "ended the HTTP/2 session without an answer"
                                                 : "the answer is no HTTP/2");
    return Verdict::more(std::move(send));
  }

 private:
  bool start() {
    nghttp2_session_callbacks* raw = nullptr;
    if (nghttp2_session_callbacks_new(&raw) != 0) return false;
    const std::unique_ptr<nghttp2_session_callbacks, Delete> callbacks(raw);
    nghttp2_session_callbacks_set_on_header_callback(raw, &Grpc::on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(raw, &Grpc::on_data);
    nghttp2_session_callbacks_set_on_frame_recv_callback(raw, &Grpc::on_frame);
    nghttp2_session_callbacks_set_on_stream_close_callback(raw, &Grpc::on_close);
    nghttp2_session* session = nullptr;
    if (nghttp2_session_client_new(&session, raw, this) != 0) return false;
    m_session.reset(session);
    return nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, nullptr, 0) == 0 && submit() >= 0;
  }

  std::int32_t submit() {
    const std::array<nghttp2_nv, 7> headers{header(":method", "POST"),
                                            header(":scheme", "http"),
                                            header(":path", "/grpc.health.v1.Health/Check"),
                                            header(":authority", m_authority),
                                            header("content-type", "application/grpc"),
                                            header("user-agent", "caisson"),
                                            header("te", "trailers")};
    nghttp2_data_provider body{};
    body.source.ptr = this;
    body.read_callback = &Grpc::on_read;
    return nghttp2_submit_request(m_session.get(), nullptr, headers.data(), headers.size(), &body,
                                  nullptr);
  }

  std::string output() {
    std::string bytes;
    const std::uint8_t* data = nullptr;
    for (auto count = nghttp2_session_mem_send(m_session.get(), &data); count > 0;
         count = nghttp2_session_mem_send(m_session.get(), &data))
      bytes += text_of(data, static_cast<std::size_t>(count));
    return bytes;
  }

  /// The first one counts, so that a verdict does not depend on how much came at once.
  void decide(Verdict verdict) {
    if (!m_verdict) m_verdict = std::move(verdict);
  }

  void take_header(std::string_view name, std::string_view value) {
    if (name == ":status" && value != "200" && !value.starts_with('1'))
      decide(Verdict::not_ready("the health check answers HTTP status " + first_line(value, 3)));
    if (name == "grpc-message") m_message = first_line(value);
    if (name == "grpc-status") m_status = first_line(value, 3);
  }

  void take_data(std::string_view bytes) {
    m_body.append(bytes);
    const auto framed = grpc_message::first_message(m_body);
    if (framed.broken) return decide(Verdict::not_ready("the health check's answer is no gRPC"));
    if (!framed.message) return;
    const auto status = grpc_message::health_status(*framed.message);
    if (!status) return decide(Verdict::not_ready("the health check's answer is malformed"));
    if (*status == 1) return decide(Verdict::ready());
    // Anything else waits for the trailers: grpcio sends an empty message before NOT_FOUND.
    m_said = *status;
  }

  void stream_closed(std::uint32_t error) {
    std::string reason;
    if (m_status == "12") {
      reason = "has no health service grpc.health.v1.Health";
    } else if (m_status == "5") {
      reason = "does not know the service `" + m_service + "`";
    } else if (!m_status.empty() && m_status != "0") {
      reason = "the health check fails with gRPC status " + m_status;
      if (!m_message.empty()) reason += ": " + m_message;
    } else if (m_said) {
      reason = "says " + name_of(*m_said);
    } else if (error != NGHTTP2_NO_ERROR) {
      reason = std::string("the health check was reset: ") + nghttp2_http2_strerror(error);
    } else {
      reason = "the health check ended without an answer";
    }
    decide(Verdict::not_ready(std::move(reason)));
  }

  static int on_header(nghttp2_session*, const nghttp2_frame*, const std::uint8_t* name,
                       std::size_t name_length, const std::uint8_t* value, std::size_t value_length,
                       std::uint8_t, void* self) {
    static_cast<Grpc*>(self)->take_header(text_of(name, name_length), text_of(value, value_length));
    return 0;
  }

  static int on_data(nghttp2_session*, std::uint8_t, std::int32_t, const std::uint8_t* data,
                     std::size_t length, void* self) {
    static_cast<Grpc*>(self)->take_data(text_of(data, length));
    return 0;
  }

  static int on_frame(nghttp2_session*, const nghttp2_frame* frame, void* self) {
    auto& grpc = *static_cast<Grpc*>(self);
    if (frame->hd.type == NGHTTP2_SETTINGS) grpc.m_heard_settings = true;
    if (frame->hd.type == NGHTTP2_GOAWAY && frame->goaway.error_code != NGHTTP2_NO_ERROR)
      grpc.decide(Verdict::not_ready(std::string("goes away: ") +
                                     nghttp2_http2_strerror(frame->goaway.error_code)));
    return 0;
  }

  static int on_close(nghttp2_session*, std::int32_t, std::uint32_t error, void* self) {
    static_cast<Grpc*>(self)->stream_closed(error);
    return 0;
  }

  static ssize_t on_read(nghttp2_session*, std::int32_t, std::uint8_t* buffer, std::size_t length,
                         std::uint32_t* flags, nghttp2_data_source* source, void*) {
    auto& grpc = *static_cast<Grpc*>(source->ptr);
    const auto count = std::min(length, grpc.m_request.size() - grpc.m_sent);
    std::memcpy(buffer, grpc.m_request.data() + grpc.m_sent, count);
    grpc.m_sent += count;
    if (grpc.m_sent == grpc.m_request.size()) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(count);
  }

  std::string m_service;
  std::string m_authority;
  std::string m_request;
  std::size_t m_sent = 0;
  std::string m_body;
  std::optional<std::uint64_t> m_said;
  std::string m_status;
  std::string m_message;
  bool m_heard_settings = false;
  std::optional<Verdict> m_verdict;
  std::unique_ptr<nghttp2_session, Delete> m_session;
};

}  // namespace

std::unique_ptr<Conversation> make_grpc(const std::string& service, std::uint16_t port) {
  return std::make_unique<Grpc>(service, port);
}

}  // namespace caisson::probe
