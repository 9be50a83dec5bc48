# Writes build_info.cpp; run at every build, and the file changes only when the commit does, so nothing
# but that one file is compiled again.
find_program(GIT git)
set(FLEETMARK_COMMIT "unknown")
if(GIT)
  execute_process(
    COMMAND ${GIT} describe --always --dirty --abbrev=12 --exclude=* WORKING_DIRECTORY ${SOURCE_DIR}
    OUTPUT_VARIABLE described RESULT_VARIABLE status ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(status EQUAL 0 AND described)
    set(FLEETMARK_COMMIT ${described})
  endif()
endif()
configure_file(${SOURCE_DIR}/harness/io/build_info.cpp.in ${OUTPUT} @ONLY)
