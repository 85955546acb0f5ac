#include "run/program_check.hpp"

#include <memory>
#include <utility>

namespace caisson::run {
namespace {

constexpr Duration k_call_deadline = std::chrono::seconds(60);

/// Asks for one file after the other.
class Check : public std::enable_shared_from_this<Check> {
 public:
  Check(engine::Engine& engine, Clock& clock, std::string container,
        std::vector<ProgramFit> programs, engine::Completion<void> done)
      : m_engine(engine),
        m_clock(clock),
        m_container(std::move(container)),
        m_programs(std::move(programs)),
        m_done(std::move(done)) {}

  void go_on() {
    while (m_at < m_programs.size() && !m_programs[m_at].wanted()) {
      if (const auto& misfit = m_programs[m_at].misfit()) return m_done(*misfit);
      ++m_at;
    }
    if (m_at == m_programs.size()) return m_done({});
    const auto read = [self = shared_from_this()](const Result<std::string>& content) {
      self->read(content);
    };
    m_engine.read_file(m_container, *m_programs[m_at].wanted(), m_clock.now() + k_call_deadline,
                       read);
  }

 private:
  void read(const Result<std::string>& content) {
    if (!content && content.error().kind != ErrorKind::not_found) return m_done(content.error());
    m_programs[m_at].answer(content ? std::optional(*content) : std::nullopt);
    go_on();
  }

  engine::Engine& m_engine;
  Clock& m_clock;
  const std::string m_container;
  std::vector<ProgramFit> m_programs;
  std::size_t m_at = 0;
  engine::Completion<void> m_done;
};

}  // namespace

void check_programs(engine::Engine& engine, Clock& clock, const std::string& container,
                    std::vector<ProgramFit> programs, engine::Completion<void> done) {
  auto check =
      std::make_shared<Check>(engine, clock, container, std::move(programs), std::move(done));
  clock.schedule(clock.now(), [check] { check->go_on(); });
}

}  // namespace caisson::run
