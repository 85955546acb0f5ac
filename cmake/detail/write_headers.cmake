# SPDX-License-Identifier: Apache-2.0

# Internal use, projects must not call this directly.
#
# Writes the header <caisson/services/<name>.hpp> of each of `services` of
# `stack`, and gives it to what links the service, in this build only. Nothing
# where no C++ is compiled.
function(_caisson_write_headers)
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  if(NOT "CXX" IN_LIST languages)
    return()
  endif()
  set(folder "${CMAKE_BINARY_DIR}/caisson/include/${stack}")
  foreach(service IN LISTS services)
    string(REPLACE "-" "_" name "${service}")
    set(type "${name}")
    if(type MATCHES "^(and|asm|auto|bool|break|case|catch|char|class|compl|concept|const|continue|default|delete|do|double|else|enum|explicit|export|extern|false|float|for|friend|goto|if|inline|int|long|mutable|namespace|new|not|operator|or|private|protected|public|register|requires|return|short|signed|sizeof|static|struct|switch|template|this|throw|true|try|typedef|typeid|typename|union|unsigned|using|virtual|void|volatile|while|xor)$")
      string(APPEND type "_")
    endif()
    get_property(ports TARGET ${stack}_${service} PROPERTY CAISSON_PORTS)
    list(LENGTH ports count)
    set(first "")
    if(count GREATER 0)
      list(GET ports 0 first)
      set(first "  static constexpr std::uint16_t port = ${first};\n")
    endif()
    list(JOIN ports ", " ports)
    _caisson_write_text("${folder}/caisson/services/${name}.hpp" "// Generated from the declaration of service `${service}` of stack `${stack}`.
#pragma once

#include <array>
#include <cstdint>

namespace caisson::services {

struct ${type} {
  static constexpr const char* name = \"${service}\";
  static constexpr std::array<std::uint16_t, ${count}> ports{${ports}};
${first}};

}  // namespace caisson::services
")
    target_include_directories(${stack}_${service} INTERFACE "$<BUILD_INTERFACE:${folder}>")
  endforeach()
endfunction()

# Internal use. Writes <text> to <path>, unless it is there already: then the
# file keeps its time.
function(_caisson_write_text path text)
  if(EXISTS "${path}")
    file(SHA256 "${path}" old)
    string(SHA256 new "${text}")
    if(old STREQUAL new)
      return()
    endif()
  endif()
  file(WRITE "${path}" "${text}")
endfunction()
