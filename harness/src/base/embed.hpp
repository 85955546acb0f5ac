#pragma once

#include <cstddef>
#include <string_view>

/// Defines `std::string_view caisson_<name>()`, the bytes of a file that is assembled in, so that
/// no generator and no compiler chews on them. The assembler finds the file in a folder that the
/// options of the source name, so that the text of the build holds no path. At global scope, once
/// for each name.
#define CAISSON_EMBED(name, file)                                                     \
  __asm__(                                                                            \
      ".section .rodata\n"                                                            \
      ".balign 16\n"                                                                  \
      "caisson_" #name                                                                \
      "_begin:\n"                                                                     \
      ".incbin \"" file                                                               \
      "\"\n"                                                                          \
      "caisson_" #name                                                                \
      "_end:\n"                                                                       \
      ".byte 0\n"                                                                     \
      ".previous\n");                                                                 \
  extern const char caisson_##name##_begin[] __asm__("caisson_" #name "_begin");      \
  extern const char caisson_##name##_end[] __asm__("caisson_" #name "_end");          \
  static std::string_view caisson_##name() {                                          \
    return {caisson_##name##_begin,                                                   \
            static_cast<std::size_t>(caisson_##name##_end - caisson_##name##_begin)}; \
  }
