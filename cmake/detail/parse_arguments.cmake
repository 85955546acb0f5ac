# SPDX-License-Identifier: Apache-2.0

# Internal use, projects must not call this directly.
#
# Parses `all`, the arguments of the calling command as its first lines took
# them, by the keywords of `command`. Sets `given` to the keywords found and
# `caisson_<KEYWORD>` for each: TRUE for a flag, else its value or values as the
# inside of JSON strings (see _caisson_json_body), in which list expansion finds
# nothing to split or unescape. The prefix is not `arg`, since a project's
# function that calls ours may well have an `arg_PORTS`.
#
# cmake_parse_arguments() is not used: it merges items with an unbalanced `[`,
# drops a trailing `\`, and lets a keyword given twice pass. Nor is a loop over
# the arguments: a command costs microseconds, and a thousand services have
# forty thousand arguments.
function(_caisson_parse_arguments)
  string(ASCII 1 _begin)
  string(ASCII 2 _end)
  get_property(_known GLOBAL PROPERTY _CAISSON_KNOWN_${command})
  if(NOT _known)
    _caisson_note_grammar()
    get_property(_known GLOBAL PROPERTY _CAISSON_KNOWN_${command})
  endif()
  get_property(_shape GLOBAL PROPERTY _CAISSON_SHAPE_${command})

  # Every item between _begin and _end; then `KEYWORD:items`, a chunk a keyword.
  string(REPLACE ";" "${_end}${_begin}" all "${all}${_end}")
  string(REGEX REPLACE "${_begin}(${_known})${_end}" ";\\1:" all "${all}")
  list(POP_FRONT all _value)
  if(_value MATCHES "${_begin}([^${_end}]*)")
    _caisson_fail_keyword("${CMAKE_MATCH_1}")
  endif()
  string(REGEX REPLACE ":[^;]*" "" given "${all}")
  set(_once "${given}")
  list(REMOVE_DUPLICATES _once)
  if(all STREQUAL "")
    return(PROPAGATE given)
  elseif(NOT _once STREQUAL given OR NOT ";${all}" MATCHES "${_shape}")
    _caisson_check_chunks()
  endif()
  foreach(_chunk IN LISTS all)
    if(_chunk MATCHES "^([A-Z_]+):${_begin}(.*)${_end}$")
      string(REPLACE "${_end}${_begin}" ";" caisson_${CMAKE_MATCH_1} "${CMAKE_MATCH_2}")
    else()
      string(REPLACE ":" "" _keyword "${_chunk}")
      set(caisson_${_keyword} TRUE)
    endif()
  endforeach()
  list(TRANSFORM given PREPEND caisson_ OUTPUT_VARIABLE _results)
  return(PROPAGATE given ${_results})
endfunction()

# Internal use. Notes two patterns for the arguments of `command`: its keywords,
# and what a well-formed `;KEYWORD:items…` looks like.
function(_caisson_note_grammar)
  _caisson_keywords(${command})
  set(first "${_begin}[^${_end}]+${_end}")
  set(values_flags "")
  set(values_singles "${first}")
  set(values_lists "${first}(${_begin}[^${_end}]*${_end})*")
  set(shape "")
  foreach(kind IN ITEMS flags singles lists)
    if(NOT "${${kind}}" STREQUAL "")
      list(JOIN ${kind} "|" words)
      string(APPEND shape "|;(${words}):${values_${kind}}")
    endif()
  endforeach()
  string(SUBSTRING "${shape}" 1 -1 shape)
  set(known ${flags} ${singles} ${lists})
  list(JOIN known "|" known)
  set_property(GLOBAL PROPERTY _CAISSON_KNOWN_${command} "${known}")
  set_property(GLOBAL PROPERTY _CAISSON_SHAPE_${command} "^(${shape})*$")
endfunction()

# Internal use. Fails because of the first chunk of `all` that has too few or too
# many values, or whose keyword was there before.
function(_caisson_check_chunks)
  _caisson_keywords(${command})
  set(seen "")
  foreach(chunk IN LISTS all)
    if(chunk MATCHES "^([A-Z_]+):${_begin}(.*)${_end}$")
      set(keyword ${CMAKE_MATCH_1})
      string(REPLACE "${_end}${_begin}" ";" values "${CMAKE_MATCH_2}")
      if(NOT values MATCHES "^[^;]" OR keyword IN_LIST flags OR (values MATCHES ";" AND NOT keyword IN_LIST lists))
        _caisson_check_arity(${keyword})
      endif()
    else()
      string(REPLACE ":" "" keyword "${chunk}")
      if(NOT keyword IN_LIST flags)
        _caisson_fail("`${keyword}` has no value" "Give one after `${keyword}`, or take the keyword out.")
      endif()
    endif()
    if(keyword IN_LIST seen)
      _caisson_fail("`${keyword}` is given twice" "Put all its values after one `${keyword}`.")
    endif()
    list(APPEND seen ${keyword})
  endforeach()
endfunction()

# Internal use. Sets `all` to the <argc> arguments of the calling command, each
# as the inside of a JSON string: for those that have a character no list or
# JSON string can hold. A macro because it reads ARGV<n> of its caller.
macro(_caisson_encode_arguments argc)
  set(all "")
  foreach(_index RANGE 1 ${argc})
    math(EXPR _index "${_index} - 1")
    _caisson_json_body(_value "${ARGV${_index}}")
    string(APPEND all ";${_value}")
  endforeach()
  string(SUBSTRING "${all}" 1 -1 all)
endmacro()

# Internal use. Fails where <keyword> takes fewer values than it has, or where
# the first is empty. Reads `values`.
function(_caisson_check_arity keyword)
  if(keyword IN_LIST lists)
    if(values MATCHES "^(;|$)")
      _caisson_fail("the first value of `${keyword}` is empty" "Give a value, or take the keyword out.")
    endif()
    return()
  elseif(values STREQUAL "")
    _caisson_fail("the value of `${keyword}` is empty" "Give a value, or take the keyword out.")
  elseif(keyword IN_LIST flags)
    set(takes "no value")
  else()
    set(takes "one value")
    list(POP_FRONT values)
  endif()
  list(GET values 0 surplus)
  if(surplus MATCHES "^[A-Z][A-Z_]*$")
    _caisson_fail_keyword("${surplus}")
  endif()
  _caisson_fail("`${keyword}` takes ${takes}, `${surplus}` follows it" "Take `${surplus}` out.")
endfunction()

# Internal use. Fails because of <word>, which stands where a keyword must.
function(_caisson_fail_keyword word)
  _caisson_keywords(${command})
  _caisson_did_you_mean(remedy "${word}" "keywords" ${flags} ${singles} ${lists})
  _caisson_fail("unknown keyword `${word}`" "${remedy}")
endfunction()
