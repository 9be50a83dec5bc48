# Compiler flags, on one interface target only.
add_library(fleetmark_flags INTERFACE)
target_include_directories(fleetmark_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(
  fleetmark_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wpedantic;-Wshadow;-Wconversion
                            -Wno-sign-conversion>)
# Contraction changes results between ISAs: an oracle and a kernel must round alike unless they say so.
target_compile_options(fleetmark_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-ffp-contract=off>)
if(FLEETMARK_WERROR)
  target_compile_options(fleetmark_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Werror>)
endif()
if(FLEETMARK_SANITIZE)
  target_compile_options(
    fleetmark_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fsanitize=${FLEETMARK_SANITIZE}
                              -fno-omit-frame-pointer>)
  target_link_options(fleetmark_flags INTERFACE -fsanitize=${FLEETMARK_SANITIZE})
endif()
find_program(FLEETMARK_CCACHE ccache)
if(FLEETMARK_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${FLEETMARK_CCACHE})
  set(CMAKE_CUDA_COMPILER_LAUNCHER ${FLEETMARK_CCACHE})
endif()
