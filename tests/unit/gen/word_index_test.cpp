#include "gen/word_index.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "base/files.hpp"
#include "gen/tables.hpp"
#include "vm/compiler.hpp"
#include "vm/word_search.hpp"

using namespace rexa;

namespace {

constexpr WordSearch kSearches[] = {WordSearch::kSorted, WordSearch::kPerfect, WordSearch::kTrie};

CompilerTables tables(const std::string& configuration, WordSearch search) {
  auto loaded = load_machine(std::string(REXA_SOURCE_DIR) + "/configs/" + configuration + ".json", {});
  REQUIRE(loaded);
  auto made = CompilerTables::make(*loaded, search);
  REQUIRE(made);
  REQUIRE(made->search() == search);
  return std::move(*made);
}

const vm::Word* found(const CompilerTables& made, const std::string& name) {
  const auto length = static_cast<std::uint32_t>(name.size());
  return made.tables().search(made.tables(), name.data(), length, vm::word_fold(name.data(), length));
}

// Everything that is left of a text after it was compiled, in one string.
std::string compiled(const vm::Tables& tables, const std::string& text) {
  constexpr std::uint32_t kBytes = 65536;
  std::vector<std::uint8_t> code(kBytes), data(kBytes), dictionary(kBytes);
  vm::Compiler compiler(tables, {code.data(), kBytes, data.data(), kBytes, dictionary.data(), kBytes});
  REQUIRE(compiler.boot() == vm::Status::kOk);
  compiler.begin_frame();
  compiler.feed(text.data(), static_cast<std::uint32_t>(text.size()));
  const auto status = static_cast<int>(compiler.finish());
  std::string all = std::to_string(status) + ' ' + compiler.error().token + '\n';
  all.append(code.begin(), code.begin() + compiler.here());
  return all.append(data.begin(), data.begin() + compiler.data_here());
}

}  // namespace

TEST_CASE("every way finds every word and no other") {
  for (const char* configuration : {"default", "tiny", "wide"}) {
    for (const WordSearch search : kSearches) {
      const CompilerTables made = tables(configuration, search);
      for (const auto& word : made.words()) {
        INFO(configuration << ' ' << word_search_name(search).name << ' ' << word.name);
        const vm::Word* entry = found(made, word.name);
        REQUIRE(entry != nullptr);
        CHECK(entry->meaning.kind() == word.kind);
        CHECK(entry->meaning.value() == word.value);
        std::string not_ascii = word.name;
        not_ascii.back() = static_cast<char>(not_ascii.back() | 0x80);
        for (const std::string& other : {word.name + "x", "x" + word.name, word.name.substr(1) + "~", not_ascii}) {
          const bool known = std::any_of(made.words().begin(), made.words().end(),
                                         [&](const auto& each) { return each.name == other; });
          CHECK((found(made, other) != nullptr) == known);
        }
      }
      for (const char* none : {"", "\x01", "\xc3\xa9"}) CHECK(found(made, none) == nullptr);
    }
  }
}

TEST_CASE("every way compiles the programs to the same bytecode") {
  for (const char* configuration : {"default", "wide"}) {
    const CompilerTables sorted = tables(configuration, WordSearch::kSorted);
    const CompilerTables perfect = tables(configuration, WordSearch::kPerfect);
    const CompilerTables trie = tables(configuration, WordSearch::kTrie);
    for (const auto& file : std::filesystem::directory_iterator(std::string(REXA_SOURCE_DIR) + "/tests/programs")) {
      if (file.path().extension() != ".rexa") continue;
      INFO(file.path());
      const auto text = read_file(file.path().string());
      REQUIRE(text);
      const std::string expected = compiled(sorted.tables(), *text);
      CHECK(compiled(perfect.tables(), *text) == expected);
      CHECK(compiled(trie.tables(), *text) == expected);
    }
  }
}

TEST_CASE("names that share a hash have no perfect one") {
  // Folding turns by seven bits: the eighth of the first character meets the first of the fifth.
  CHECK(!build_word_index({"azzzc", "\xe1zzzb"}, WordSearch::kPerfect));
  CHECK(build_word_index({"a", "b"}, WordSearch::kPerfect));
}
