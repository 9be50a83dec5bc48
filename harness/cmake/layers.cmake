# fleetmark_layer(NAME [DEPENDS ...]): the library of one folder, fleetmark_<NAME>, from the .cpp files
# it holds; header-only when it holds none. DEPENDS names layers and outside targets: the direction of
# dependency is what is written there.
function(fleetmark_layer name)
  cmake_parse_arguments(arg "" "" "DEPENDS;EXCLUDE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
  if(arg_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX "${arg_EXCLUDE}")
  endif()
  if(sources)
    add_library(fleetmark_${name} STATIC ${sources})
    target_link_libraries(fleetmark_${name} PUBLIC fleetmark_flags ${arg_DEPENDS})
    fleetmark_precompile(fleetmark_${name} ${FLEETMARK_STANDARD_HEADERS})
  else()
    add_library(fleetmark_${name} INTERFACE)
    target_link_libraries(fleetmark_${name} INTERFACE fleetmark_flags ${arg_DEPENDS})
  endif()
endfunction()
