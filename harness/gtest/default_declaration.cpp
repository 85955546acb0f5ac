#include "caisson/gtest/declaration.hpp"

namespace caisson::gtest {

// Alone in its file: the linker takes this member of the archive only where nobody else defines it.
extern const Declaration declaration;
const Declaration declaration{"", "", "", "", ""};

}  // namespace caisson::gtest
