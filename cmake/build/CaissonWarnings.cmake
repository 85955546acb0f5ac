# Warnings are errors while we develop; a consumer's compiler never fails on ours.
include_guard(GLOBAL)

# GCC 12's flow warnings follow inlined code into Boost.Asio, std::variant and std::string and blame
# those, so that they are for builds without optimisation.
add_library(caisson_warnings INTERFACE)
target_compile_options(caisson_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wduplicated-cond -Wlogical-op
  $<IF:$<CONFIG:Debug>,-Wnull-dereference,-Wno-array-bounds;-Wno-maybe-uninitialized;-Wno-restrict;-Wno-stringop-overflow>
  $<$<BOOL:${CAISSON_DEVELOPMENT}>:-Werror>)
