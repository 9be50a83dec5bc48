# SPDX-License-Identifier: Apache-2.0
# The page's styles and scripts as C++ strings: cmake -DFOLDER=... -DOUTPUT=... -P embed_assets.cmake
function(read_all pattern variable)
  file(GLOB files ${FOLDER}/${pattern})
  list(SORT files)
  set(all "")
  foreach(file IN LISTS files)
    file(READ ${file} content)
    string(APPEND all "${content}")
  endforeach()
  set(${variable} "${all}" PARENT_SCOPE)
endfunction()

read_all(*.css style)
read_all(*.js script)
file(
  WRITE ${OUTPUT}
  "// Made from harness/report/html/assets.\n"
  "#include \"harness/report/html/page.h\"\n\n"
  "namespace fleetmark::report::html {\n"
  "const char* const kPageStyle = R\"asset(\n${style})asset\";\n"
  "const char* const kPageScript = R\"asset(\n${script})asset\";\n"
  "}  // namespace fleetmark::report::html\n")
