/// The template of PostgresClones: made, filled by others, sealed, dropped.
#include "clone/postgres_error.hpp"
#include "clone/postgres_state.hpp"
#include "clone/postgres_statements.hpp"

namespace caisson::clone {
namespace sql = postgres_statements;

void PostgresClones::State::next_for_template() {
  const Job& job = m_jobs.front();
  switch (job.kind) {
    case Job::Kind::create:
    case Job::Kind::prepare:
      return make_template(job);
    case Job::Kind::seal:
      return seal();
    case Job::Kind::clear:
      m_doing = "drop the template `" + m_template + "`";
      return remove_old_template(
          [this] { finish_job(m_stuck_why ? Result<void>(*m_stuck_why) : Result<void>()); });
  }
}

void PostgresClones::State::make_template(const Job& job) {
  m_doing = job.source.empty() ? "create the template `" + m_template + "`"
                               : "copy `" + job.source + "` to the template `" + m_template + "`";
  remove_old_template([this, source = job.source] {
    run(
        {sql::create(m_version, m_template, source),
         sql::comment(m_template, sql::k_template_comment)},
        [this, source](const SqlRows&) {
          if (source.empty()) return finish_job({});
          seal();
        },
        [this, source](const SqlError& error) { fail_copy(source, error); });
  });
}

/// Unless it is somebody else's, which is left alone and an error.
void PostgresClones::State::remove_old_template(Then then) {
  const auto failed = [this](const SqlError& error) { fail_job(error); };
  run(
      {sql::is_ours(m_template)},
      [this, then, failed](const SqlRows& rows) {
        if (rows.empty()) return then();
        if (rows[0].size() != 1 || rows[0][0] != "t") {
          if (m_jobs.front().kind == Job::Kind::clear) return then();
          return finish_job(Error{ErrorKind::conflict,
                                  "cannot " + m_doing + " in `" + m_server.name +
                                      "`: a database of this name is there, and not one of ours",
                                  {},
                                  "rename or drop it"});
        }
        run(
            sql::drop_template(m_version, m_template), [then](const SqlRows&) { then(); }, failed);
      },
      failed);
}

void PostgresClones::State::seal() {
  m_doing = "seal the template `" + m_template + "`";
  run(
      sql::seal(m_template),
      [this](const SqlRows&) {
        // One given up in the meantime stays so.
        if (m_phase == Template::making) m_phase = Template::sealed;
        finish_job({});
      },
      [this](const SqlError& error) { fail_job(error); });
}

/// Who is in the way is part of the message.
void PostgresClones::State::fail_copy(const std::string& source, const SqlError& error) {
  if (source.empty() || error.state != sql_state::k_object_in_use) return fail_job(error);
  run(
      {sql::connected_to(source)},
      [this, error](const SqlRows& rows) {
        SqlError longer = error;
        std::string names;
        for (const SqlRow& row : rows)
          if (!row.empty() && row[0]) names += (names.empty() ? "`" : ", `") + *row[0] + "`";
        if (!names.empty()) longer.message += "; connected: " + names;
        fail_job(longer);
      },
      [this, error](const SqlError&) { fail_job(error); });
}

void PostgresClones::State::fail_job(const SqlError& error) {
  finish_job(explained(error));
}

void PostgresClones::State::finish_job(const Result<void>& result) {
  const auto keep = shared_from_this();
  const Job job = std::move(m_jobs.front());
  m_jobs.pop_front();
  m_busy = false;
  if (!result && job.kind != Job::Kind::clear) {
    m_phase = Template::failed;
    m_failure = result.error();
    const auto waiting = std::move(m_waiting);
    m_waiting.clear();
    for (const auto& done : waiting)
      complete_soon(done, result.error());
  }
  m_refill_fails = false;
  next();
  job.done(result);
}

}  // namespace caisson::clone
