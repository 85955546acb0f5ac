#pragma once

#include "caisson/gtest/declaration.hpp"
#include "tenant/setting.hpp"

namespace caisson::gtest {

/// The declaration, as the environment variables of this process change it.
tenant::Setting read_setting(const Declaration& declared);

}  // namespace caisson::gtest
