#include <caisson/gtest/declaration.hpp>

namespace caisson::gtest {

const Declaration declaration{"/declared/shop.json", "shop-ab12cd", "", "db,cache", "db"};

}  // namespace caisson::gtest
