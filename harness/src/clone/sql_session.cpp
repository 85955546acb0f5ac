#include "clone/sql_session.hpp"

#include <optional>

#include "base/text.hpp"

namespace caisson::clone {

Dial dial_of(engine::Engine& engine, std::string container, std::uint16_t port) {
  return [&engine, container = std::move(container), port](auto deadline, auto done) {
    engine.dial(container, port, deadline, std::move(done));
  };
}

/// Callbacks hold it weakly: once the session is gone they find nobody.
struct SqlSession::State : std::enable_shared_from_this<State> {
  struct Query {
    std::string sql;
    Answer answer;
  };

  State(Clock& the_clock, probe::PostgresLogin login, Duration how_patient,
        std::function<void(SqlError)> when_lost)
      : clock(the_clock),
        dialogue(std::move(login)),
        patience(how_patient),
        lost(std::move(when_lost)) {}

  Clock& clock;
  SqlDialogue dialogue;
  const Duration patience;
  std::function<void(SqlError)> lost;
  std::unique_ptr<engine::Stream> stream;
  std::deque<Query> queries;  ///< the first one is being answered once `asked`
  bool logged_in = false;
  bool asked = false;
  bool gone = false;  ///< the session is destroyed, though a callback of it still runs
  std::optional<SqlError> over;
  std::optional<Clock::TimerId> timer;

  /// Wraps a callback so that it is dropped when the session is gone.
  template <class Action>
  auto guarded(Action action) {
    return [weak = weak_from_this(), action](auto&&... arguments) {
      const auto self = weak.lock();
      if (self && !self->gone) action(*self, std::forward<decltype(arguments)>(arguments)...);
    };
  }

  void connect(const Dial& dial) {
    expect_progress("the login");
    dial(clock.now() + patience,
         guarded([](State& self, Result<std::unique_ptr<engine::Stream>> dialled) {
           if (self.over) return;
           if (!dialled) return self.end({{}, dialled.error().message});
           self.stream = *std::move(dialled);
           self.send(self.dialogue.opened());
           self.read();
         }));
  }

  void expect_progress(const char* of) {
    forget_timer();
    timer = clock.schedule(clock.now() + patience, guarded([of](State& self) {
                             self.timer.reset();
                             self.end({{},
                                       "the server did not answer " + std::string(of) + " within " +
                                           format_duration(self.patience)});
                           }));
  }

  void forget_timer() {
    if (timer) clock.cancel(*timer);
    timer.reset();
  }

  void send(std::string bytes) {
    // A failed write is followed by a failed read, which knows more: the server's last words.
    stream->write(std::move(bytes), [](const Result<void>&) {});
  }

  void read() {
    stream->read(guarded([](State& self, Result<std::string> bytes) {
      if (self.over) return;
      if (!bytes || bytes->empty()) return self.end(self.dialogue.closed());
      self.hear(self.dialogue.received(*bytes));
    }));
  }

  void hear(SqlDialogue::Heard heard) {
    if (!heard.send.empty()) send(std::move(heard.send));
    if (heard.logged_in) {
      logged_in = true;
      forget_timer();
    }
    std::optional<Query> answered;
    if (heard.answer) {
      forget_timer();
      answered = std::move(queries.front());
      queries.pop_front();
      asked = false;
    }
    if (!heard.ended) {
      ask_next();
      read();
    }
    // Last, since the session may not outlive it.
    if (answered) answered->answer(*std::move(heard.answer));
    if (heard.ended && !gone) end(*std::move(heard.ended));
  }

  void ask_next() {
    if (!logged_in || asked || queries.empty()) return;
    asked = true;
    expect_progress("a query");
    send(dialogue.ask(queries.front().sql));
  }

  void end(SqlError error) {
    forget_timer();
    over = error;
    stream.reset();
    const auto told = std::move(lost);
    while (!queries.empty()) {
      const Query query = std::move(queries.front());
      queries.pop_front();
      query.answer(error);
      if (gone) return;
    }
    if (told) told(std::move(error));
  }
};

SqlSession::SqlSession(const Dial& dial, Clock& clock, probe::PostgresLogin login,
                       Duration patience, std::function<void(SqlError)> lost)
    : m_state(std::make_shared<State>(clock, std::move(login), patience, std::move(lost))) {
  m_state->connect(dial);
}

SqlSession::~SqlSession() {
  m_state->forget_timer();
  // The server takes Terminate as a client's polite leave and logs nothing.
  if (m_state->stream && m_state->logged_in) m_state->send(probe::postgres_wire::message('X', {}));
  m_state->stream.reset();
  m_state->gone = true;
}

bool SqlSession::is_over() const {
  return m_state->over.has_value();
}

void SqlSession::query(std::string sql, Answer answer) {
  State& state = *m_state;
  if (state.over) {
    state.clock.schedule(
        state.clock.now(),
        state.guarded([answer = std::move(answer)](const State& self) { answer(*self.over); }));
    return;
  }
  state.queries.push_back({std::move(sql), std::move(answer)});
  state.ask_next();
}

}  // namespace caisson::clone
