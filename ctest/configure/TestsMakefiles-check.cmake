include(${CASES}/Tests-check.cmake)
