# /usr/bin/true stands for the command: what is built before it runs is what matters.
enable_language(CXX)
file(WRITE ${CMAKE_BINARY_DIR}/main.cpp "int main() {}\n")
foreach(program IN ITEMS first second other)
  add_executable(${program} EXCLUDE_FROM_ALL ${CMAKE_BINARY_DIR}/main.cpp)
endforeach()

caisson_add_stack(shop)
caisson_add_image(app REFERENCE shop/app:1)
caisson_add_service(db IMAGE app PROGRAM first HEALTHCHECK TCP 1)
caisson_add_service(api IMAGE app PROGRAM second DEPENDS db HEALTHCHECK TCP 1)
caisson_add_service(web IMAGE app DEPENDS api)
caisson_add_service(other IMAGE app PROGRAM other)
caisson_add_mode(site SERVICES web DEFAULT)
