#include "base/error.hpp"

namespace caisson {

std::string to_string(const Error& error) {
  std::string text;
  if (!error.place.empty()) text += error.place + ": ";
  text += error.message;
  if (!error.remedy.empty()) text += "\n  " + error.remedy;
  return text;
}

}  // namespace caisson
