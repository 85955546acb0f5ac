# Warnings are errors while we develop; a consumer's compiler never fails on ours.
include_guard(GLOBAL)

add_library(caisson_warnings INTERFACE)
target_compile_options(caisson_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wnull-dereference -Wduplicated-cond -Wlogical-op
  $<$<BOOL:${CAISSON_DEVELOPMENT}>:-Werror>)
