#include <cstdio>
#include <string>

#include "engine/embedded/worker/image_work.hpp"

/// The child process in which the embedded engine makes images: its one argument is the folder with
/// what shall be done. What it says is for who started it.
int main(int count, char** arguments) {
  if (count != 2) return 2;
  const auto say = [](const std::string& line) {
    std::fputs((line + "\n").c_str(), stdout);
    // A step writes to the same place, past this buffer.
    std::fflush(stdout);
  };
  const auto done = caisson::engine::embedded::worker::do_image_work(arguments[1], say);
  if (done) return 0;
  say(to_string(done.error()));
  return 1;
}
