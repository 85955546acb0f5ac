include(${CASES}/Tests.cmake)
