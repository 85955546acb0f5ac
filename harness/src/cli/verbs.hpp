#pragma once

#include <memory>

#include "cli/verb.hpp"

namespace caisson::cli {

// One file each: cli/<verb>.cpp.
std::unique_ptr<Verb> make_backup();
std::unique_ptr<Verb> make_check();
std::unique_ptr<Verb> make_clean_db();
std::unique_ptr<Verb> make_completion();
std::unique_ptr<Verb> make_debug();
std::unique_ptr<Verb> make_doctor();
std::unique_ptr<Verb> make_down();
std::unique_ptr<Verb> make_env();
std::unique_ptr<Verb> make_exec();
std::unique_ptr<Verb> make_explain();
std::unique_ptr<Verb> make_gate();
std::unique_ptr<Verb> make_graph();
std::unique_ptr<Verb> make_history();
std::unique_ptr<Verb> make_hosts();
std::unique_ptr<Verb> make_import();
std::unique_ptr<Verb> make_image();
std::unique_ptr<Verb> make_image_worker();
std::unique_ptr<Verb> make_images();
std::unique_ptr<Verb> make_logs();
std::unique_ptr<Verb> make_reap();
std::unique_ptr<Verb> make_release();
std::unique_ptr<Verb> make_render();
std::unique_ptr<Verb> make_report();
std::unique_ptr<Verb> make_reset();
std::unique_ptr<Verb> make_restart();
std::unique_ptr<Verb> make_restore();
std::unique_ptr<Verb> make_rollback();
std::unique_ptr<Verb> make_run();
std::unique_ptr<Verb> make_shell();
std::unique_ptr<Verb> make_status_verb();
std::unique_ptr<Verb> make_supervise();
std::unique_ptr<Verb> make_supervisor();
std::unique_ptr<Verb> make_test_db();
std::unique_ptr<Verb> make_up();
std::unique_ptr<Verb> make_version();
std::unique_ptr<Verb> make_wait();
std::unique_ptr<Verb> make_warm_up();
std::unique_ptr<Verb> make_watchdog();

}  // namespace caisson::cli
