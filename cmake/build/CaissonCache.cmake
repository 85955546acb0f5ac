# Compiles through ccache where there is one: a second clone of the same sources builds in seconds.
include_guard(GLOBAL)

find_program(CAISSON_CCACHE ccache DOC "Compiler cache, optional")
if(CAISSON_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Relative paths, so that where the sources lie does not matter; what it wants to be told before it
  # takes part in precompiled headers (ccache(1), PRECOMPILED HEADERS).
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
                            CCACHE_SLOPPINESS=pch_defines,time_macros ${CAISSON_CCACHE})
endif()
