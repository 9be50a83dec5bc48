// SPDX-License-Identifier: Apache-2.0
// Nothing that a command is to read, and nothing else that it is to write, may be written over by
// one of its outputs: what was there could not be got back.
#pragma once

#include <string>
#include <vector>

#include "kernels/api/result.h"

namespace fleetmark::cli {

struct NamedFile {
  std::string flag;  // "--cases", or what else names it
  std::string path;  // empty: not asked for
  // Where `path` is a folder: endings of the files that are read in it. Empty: none is.
  std::vector<std::string> endings;
  bool is_deep = false;  // those of its folders too
};

// kUsage names the output, the file and the flag that names it too. Looks at the file system: links
// and other ways to write a path are one file. What is no file (/dev/null) may be named at will.
Result<> check_outputs(const std::vector<NamedFile>& outputs, const std::vector<NamedFile>& inputs);

}  // namespace fleetmark::cli
