#pragma once

#include <vector>

#include "import/draft.hpp"

namespace caisson::import {

/// What services say of each other, once all are read: DEPENDS, WANTS, ALIASES, COMPLETES.
void connect(std::vector<Draft>& drafts);

/// PROFILE of the services, and the modes of the stack, where there are profiles.
void make_modes(std::vector<Draft>& drafts, Context& context);

}  // namespace caisson::import
