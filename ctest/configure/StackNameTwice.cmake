caisson_add_stack(shop)
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/sub/CMakeLists.txt "caisson_add_stack(shop)\n")
add_subdirectory(${CMAKE_CURRENT_BINARY_DIR}/sub ${CMAKE_CURRENT_BINARY_DIR}/sub/build)
