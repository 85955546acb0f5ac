# SPDX-License-Identifier: Apache-2.0

# Internal use, projects must not call this directly.
#
# Sets <out> to the candidate that <name> most likely was meant to be, or to
# the empty string when none is near: at most a third of its length away, at
# most three, and the first in the alphabet among equals.
function(_caisson_nearest out name)
  set(candidates ${ARGN})
  list(SORT candidates)
  string(LENGTH "${name}" length)
  math(EXPR best "${length} / 3 + 1")
  if(best GREATER 4)
    set(best 4)
  elseif(length EQUAL 2)
    set(best 2)
  endif()
  set(nearest "")
  foreach(candidate IN LISTS candidates)
    string(LENGTH "${candidate}" other)
    math(EXPR difference "${length} - ${other}")
    if(difference GREATER -${best} AND difference LESS best)
      _caisson_edit_distance(distance "${name}" "${candidate}")
      if(distance LESS best)
        set(best ${distance})
        set(nearest "${candidate}")
      endif()
    endif()
  endforeach()
  set(${out} "${nearest}" PARENT_SCOPE)
endfunction()

# Internal use. Sets <out> to a remedy: the nearest of the candidates, or all
# of them. <what> names their kind, as in "known services".
function(_caisson_did_you_mean out name what)
  set(candidates ${ARGN})
  _caisson_nearest(nearest "${name}" ${candidates})
  list(LENGTH candidates count)
  if(nearest)
    set(text "Did you mean `${nearest}`?")
  elseif(count EQUAL 0)
    set(text "There are no ${what} to choose from.")
  else()
    list(SORT candidates)
    if(count GREATER 40)
      list(SUBLIST candidates 0 40 candidates)
      list(APPEND candidates "…")
    endif()
    string(REPLACE ";" ", " text "${candidates}")
    set(text "Known ${what}: ${text}.")
  endif()
  set(${out} "${text}" PARENT_SCOPE)
endfunction()
