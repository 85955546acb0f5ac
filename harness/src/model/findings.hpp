#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>

#include "model/problems.hpp"

namespace caisson::model {

/// Collects what the parts of `check` find.
class Findings {
 public:
  /// The place is `declared_at: address`, or the address alone where the declaration is unknown.
  void add(const std::string& declared_at, const std::string& address, std::string message,
           std::string remedy = {}) {
    std::string place = declared_at.empty() ? address : fmt::format("{}: {}", declared_at, address);
    m_problems.push_back(
        Error{ErrorKind::manifest, std::move(message), std::move(place), std::move(remedy)});
  }
  Problems take() { return std::move(m_problems); }

 private:
  Problems m_problems;
};

struct Stack;
struct Service;
struct Mode;
struct Overlay;
struct Rendering;

/// What one service says of itself and of others (check_service.cpp).
void check_service(const Stack& stack, const Service& service, Findings& findings);
/// What edits lead to (check_watch.cpp): of one service, and restarts that go round.
void check_watch(const Stack& stack, const Service& service, Findings& findings);
void check_restart_cycles(const Stack& stack, Findings& findings);
/// Whether the MOCK of a service can stand in for it (check_mock.cpp).
void check_mock(const Stack& stack, const Service& service, Findings& findings);
/// What a mode starts together (check_mode.cpp).
void check_modes(const Stack& stack, Findings& findings);
/// What a stage changes (check_overlay.cpp).
void check_overlay(const Stack& stack, const Overlay& overlay, Findings& findings);
/// What a file for another tool is to hold (check_rendering.cpp).
void check_rendering(const Stack& stack, const Rendering& rendering, Findings& findings);

}  // namespace caisson::model
