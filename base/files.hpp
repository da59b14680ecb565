// Files as values: generated file sets, and the one interface through which the toolkit touches the disk.
#pragma once

#include <map>
#include <string>

#include "base/diagnostics.hpp"

namespace rexa {

// Relative path -> contents. Ordered, so that everything derived from it is deterministic.
using FileSet = std::map<std::string, std::string>;

// Errors: "file-not-found" or "file-unreadable", naming the path.
Result<std::string> read_file(const std::string& path);
// Creates missing folders; writes to a temporary and renames, so that a reader never sees half a file.
// Devices, pipes and links are written in place.
Diagnostics write_file(const std::string& path, const std::string& contents);
Diagnostics write_files(const std::string& folder, const FileSet& files);

// FNV-1a, 64 bit, as 16 hex digits (http://www.isthe.com/chongo/tech/comp/fnv/).
std::string content_hash(const std::string& text);

}  // namespace rexa
