# A word that means something inside a keyword's value must not be a keyword:
# `HEALTHCHECK … ON` would end at it. And every keyword is documented.
cmake_minimum_required(VERSION 3.25)
include(${ROOT}/cmake/detail/keywords.cmake)

_caisson_sub_keywords(words)
foreach(command IN ITEMS caisson_add_gate caisson_add_image caisson_add_mode caisson_add_overlay caisson_add_rendering
    caisson_add_service caisson_add_stack caisson_add_test caisson_discover_gtest)
  _caisson_keywords(${command})
  file(READ ${ROOT}/cmake/${command}.cmake text)
  foreach(keyword IN LISTS flags singles lists)
    if(keyword IN_LIST words)
      message(SEND_ERROR "`${keyword}` of ${command} is also a word inside another keyword's value")
    endif()
    if(NOT text MATCHES "\n  (``[A-Z_]+``, )*``${keyword}``(, ``[A-Z_]+``)*\n    ")
      message(SEND_ERROR "`${keyword}` of ${command} is not documented")
    endif()
  endforeach()
  if(NOT text MATCHES "\\.\\. versionadded:: ")
    message(SEND_ERROR "${command} does not say since when it is there")
  endif()
endforeach()

# The list of words is what the parsers know: each occurs in one of them.
set(parsers "")
foreach(file IN ITEMS parse_health_check parse_endpoints)
  file(READ ${ROOT}/cmake/detail/${file}.cmake text)
  string(APPEND parsers "${text}")
endforeach()
foreach(word IN LISTS words)
  if(NOT parsers MATCHES "[^A-Z]${word}[^A-Z]")
    message(SEND_ERROR "no parser knows `${word}`")
  endif()
endforeach()

# Every keyword of a service has its property.
file(READ ${ROOT}/cmake/CaissonProperties.cmake text)
_caisson_keywords(caisson_add_service)
foreach(keyword IN LISTS flags singles lists)
  if(NOT text MATCHES "define_property\\(TARGET PROPERTY CAISSON_${keyword} ")
    message(SEND_ERROR "there is no property CAISSON_${keyword}")
  endif()
endforeach()
