// SPDX-License-Identifier: Apache-2.0
// Engines and libraries by name: people write "TensorRT-LLM" for what records call "trtllm".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fleetmark::model {

// In lower case, without '-', '_', '.' and spaces: what is left tells names apart.
std::string plain_name(std::string_view text);

// The name that records have for an engine that is called `text`, itself in lower case where nobody
// gave it another one.
std::string stack_named(std::string_view text);

// The one of `known` that `text` means, or empty.
std::string stack_among(std::string_view text, const std::vector<std::string>& known);

// The release that a version belongs to: "1.2.0rc6" of "v1.2.0rc6.post2". Post-releases and local
// labels package the same code again (PEP 440).
std::string release_of_version(std::string_view version);

}  // namespace fleetmark::model
