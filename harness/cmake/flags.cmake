# Compiler flags, on one interface target only. Fields left out of a brace list take their default:
# that is how options and figures are written here, so it is no warning.
add_library(fleetmark_flags INTERFACE)
target_include_directories(fleetmark_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(
  fleetmark_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wpedantic;-Wshadow;-Wconversion
                            -Wno-sign-conversion;-Wno-missing-field-initializers>)
# Contraction changes results between ISAs: an oracle and a kernel must round alike unless they say so.
target_compile_options(fleetmark_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-ffp-contract=off>)
if(FLEETMARK_WERROR)
  target_compile_options(fleetmark_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Werror>)
endif()
if(FLEETMARK_SANITIZE)
  # GCC 12 takes the code that sanitizers add for uses of uninitialised members of std::regex.
  target_compile_options(
    fleetmark_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fsanitize=${FLEETMARK_SANITIZE}
                              -fno-omit-frame-pointer>
                              $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-maybe-uninitialized>)
  target_link_options(fleetmark_flags INTERFACE -fsanitize=${FLEETMARK_SANITIZE})
  if(FLEETMARK_SANITIZE MATCHES "undefined")
    # A check at every member access doubles the time to compile, and finds what AddressSanitizer finds
    # as well (null, object-size) or what there is none of here (vptr, alignment).
    target_compile_options(
      fleetmark_flags INTERFACE
                      $<$<COMPILE_LANGUAGE:CXX>:-fno-sanitize=null,object-size,vptr,alignment,nonnull-attribute>)
    # Functions of drivers are found by name at run time, and take types of their own.
    target_compile_options(fleetmark_flags INTERFACE $<$<COMPILE_LANG_AND_ID:CXX,Clang>:-fno-sanitize=function>)
  endif()
endif()
# fleetmark_precompile(TARGET HEADER...): the headers that take longest, parsed once. With clang alone,
# where it halves the time to build; g++ gains nothing by it, and so keeps us honest: where it compiles
# each file alone, as all presets but cpu-asan do, a file must include what it uses.
function(fleetmark_precompile target)
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    target_precompile_headers(${target} PRIVATE ${ARGN})
  endif()
endfunction()
set(FLEETMARK_STANDARD_HEADERS
    <algorithm> <array> <chrono> <cmath> <cstdint> <filesystem> <functional> <map> <memory> <optional>
    <set> <sstream> <string> <string_view> <utility> <variant> <vector>)
find_program(FLEETMARK_CCACHE ccache)
if(FLEETMARK_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${FLEETMARK_CCACHE})
  set(CMAKE_CUDA_COMPILER_LAUNCHER ${FLEETMARK_CCACHE})
endif()
