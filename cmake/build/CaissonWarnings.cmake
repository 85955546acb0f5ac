# Warnings are errors while we develop; a consumer's compiler never fails on ours.
include_guard(GLOBAL)

# Errors without optimisation only: GCC 12's flow warnings follow inlined code into Boost.Asio and
# std::string and blame those.
add_library(caisson_warnings INTERFACE)
target_compile_options(caisson_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wduplicated-cond -Wlogical-op
  $<$<CONFIG:Debug>:-Wnull-dereference>
  $<$<AND:$<CONFIG:Debug>,$<BOOL:${CAISSON_DEVELOPMENT}>>:-Werror>)
