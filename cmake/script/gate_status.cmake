message(FATAL_ERROR "being written")
