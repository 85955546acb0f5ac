# The stack belongs to a subproject; its names must not take those of the whole.
file(CONFIGURE OUTPUT shop/CMakeLists.txt CONTENT [[
cmake_minimum_required(VERSION 3.25)
project(shop LANGUAGES NONE)
caisson_add_stack(shop)
caisson_add_image(app REFERENCE shop/app:1)
caisson_add_service(api IMAGE app DEPENDS db:started)
add_subdirectory(db)
]])
file(CONFIGURE OUTPUT shop/db/CMakeLists.txt CONTENT "caisson_add_service(db IMAGE app)\ncaisson_add_mode(full SERVICES api)\n")
add_subdirectory(${CMAKE_CURRENT_BINARY_DIR}/shop ${CMAKE_CURRENT_BINARY_DIR}/shop/build)
add_custom_target(start-all)
