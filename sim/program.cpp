#include "sim/program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/files.hpp"
#include "gen/tables.hpp"
#include "sim/task_image.hpp"
#include "vm/compiler.hpp"
#include "vm/frames.hpp"

namespace rexa {
namespace {

constexpr std::uint32_t kDictionaryBytes = 65536;

// Everything a compilation gathers, through the compiler's listener.
struct Gathered {
  std::map<std::uint32_t, std::pair<std::uint32_t, std::uint32_t>> lines;  // pc -> line, column
  std::vector<Program::Symbol> symbols;
  std::vector<std::string> names;  // of everything the program defines
};

void on_emitted(void* self, std::uint32_t pc, std::uint32_t line, std::uint32_t column) {
  auto& lines = static_cast<Gathered*>(self)->lines;
  lines.erase(lines.lower_bound(pc), lines.end());
  lines[pc] = {line, column};
}

void on_defined(void* self, const char* name, std::uint32_t length, vm::EntryKind kind, std::uint32_t value) {
  auto& gathered = *static_cast<Gathered*>(self);
  gathered.names.emplace_back(name, length);
  if (kind == vm::EntryKind::kWord) gathered.symbols.push_back({value, gathered.names.back()});
}

// The memories of one machine, with a compiler in them.
struct Bench {
  explicit Bench(const Machine& machine, const vm::Tables& tables)
      : code(static_cast<std::size_t>(machine.parameters.code_bytes)),
        data(static_cast<std::size_t>(machine.parameters.data_bytes)),
        dictionary(kDictionaryBytes),
        compiler(tables,
                 {code.data(), static_cast<std::uint32_t>(code.size()), data.data(),
                  static_cast<std::uint32_t>(data.size()), dictionary.data(), kDictionaryBytes},
                 {&gathered, on_emitted, on_defined}) {}
  std::vector<std::uint8_t> code, data, dictionary;
  Gathered gathered;
  vm::Compiler compiler;
};

// The memories of a machine with tasks that does not run, with frames in them.
struct FrameBench {
  FrameBench(const Machine& machine, const vm::Tables& tables)
      : code(static_cast<std::size_t>(machine.parameters.code_bytes)),
        data(static_cast<std::size_t>(machine.parameters.data_bytes)),
        dictionary(kDictionaryBytes),
        narrow(machine.parameters.cell_bits == 16 ? static_cast<std::size_t>(machine.system_cells()) : 0),
        wide(machine.parameters.cell_bits == 32 ? static_cast<std::size_t>(machine.system_cells()) : 0),
        registers(std::max<std::size_t>(machine.registers.size(), 1)),
        frames(tables,
               {code.data(), static_cast<std::uint32_t>(code.size()), data.data(),
                static_cast<std::uint32_t>(data.size()), dictionary.data(), kDictionaryBytes},
               {narrow.empty() ? static_cast<void*>(wide.data()) : narrow.data(), registers.data(), &status,
                &trap, &pc, depth, &slice, &pending},
               {&gathered, on_emitted, on_defined}) {}
  std::vector<std::uint32_t> system() const {
    return narrow.empty() ? wide : std::vector<std::uint32_t>(narrow.begin(), narrow.end());
  }
  std::vector<std::uint8_t> code, data, dictionary;
  std::vector<std::uint16_t> narrow;
  std::vector<std::uint32_t> wide, registers;
  vm::RunStatus status = vm::RunStatus::kHalted;
  std::uint8_t trap = 0, pending = 0;
  std::uint32_t pc = 0, slice = 0;
  std::uint32_t depth[3] = {0, 0, 0};
  Gathered gathered;
  vm::Frames frames;
};

std::string source_line(const std::string& text, std::uint32_t line) {
  std::size_t start = 0;
  for (std::uint32_t i = 1; i < line && start != std::string::npos; ++i) {
    start = text.find('\n', start);
    if (start != std::string::npos) ++start;
  }
  if (start == std::string::npos || line == 0) return "";
  std::string excerpt = text.substr(start, text.find('\n', start) - start);
  if (!excerpt.empty() && excerpt.back() == '\r') excerpt.pop_back();
  return excerpt;
}

// Places in a text: where the compiler tells its end, the last word's.
class Places {
 public:
  explicit Places(const std::string& text) {
    const std::size_t last = text.find_last_not_of(kSpace);
    if (last == std::string::npos) return;
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(last);
    lines_ = 1 + static_cast<std::uint32_t>(std::count(text.begin(), end, '\n'));
    const std::size_t line = text.rfind('\n', last) + 1;  // where it begins; 0 when there is none
    columns_ = static_cast<std::uint32_t>(last - line + 1);
    word_ = static_cast<std::uint32_t>(text.find_last_of(kSpace, last) + 1 - line + 1);
  }
  // Line and column.
  std::pair<std::uint32_t, std::uint32_t> at(std::uint32_t line, std::uint32_t column) const {
    const bool behind = lines_ > 0 && (line > lines_ || (line == lines_ && column > columns_));
    return behind ? std::pair{lines_, word_} : std::pair{line, column};
  }

 private:
  static constexpr const char* kSpace = " \t\r\n";
  std::uint32_t lines_ = 0, columns_ = 0;  // up to the last character that is no space
  std::uint32_t word_ = 0;                 // column
};

std::string code_name(vm::Status status) {
  switch (status) {
    case vm::Status::kUnknownWord:
      return "unknown-word";
    case vm::Status::kAbsentWord:
      return "absent-word";
    case vm::Status::kBadNumber:
      return "bad-number";
    case vm::Status::kNumberRange:
      return "number-range";
    case vm::Status::kNameTooLong:
      return "name-too-long";
    case vm::Status::kReservedName:
      return "reserved-name";
    case vm::Status::kBadLength:
      return "bad-length";
    case vm::Status::kMissingName:
      return "missing-name";
    case vm::Status::kMissingLength:
      return "missing-length";
    case vm::Status::kUnfinished:
      return "unfinished";
    case vm::Status::kStray:
      return "stray";
    case vm::Status::kNestedDefinition:
      return "nested-definition";
    case vm::Status::kConstWithoutNumber:
      return "const-without-number";
    case vm::Status::kOperandMissing:
      return "operand-missing";
    case vm::Status::kNotExported:
      return "not-exported";
    case vm::Status::kNoToken:
      return "no-token";
    case vm::Status::kBranchOutOfReach:
      return "branch-out-of-reach";
    case vm::Status::kCodeFull:
      return "code-full";
    case vm::Status::kDataFull:
      return "data-full";
    case vm::Status::kDictionaryFull:
      return "dictionary-full";
    case vm::Status::kMissingInstruction:
      return "missing-instruction";
    case vm::Status::kMissingLibrary:
      return "missing-library";
    case vm::Status::kExportTaken:
      return "export-taken";
    case vm::Status::kExportsFull:
      return "exports-full";
    case vm::Status::kFramesFull:
      return "frames-full";
    case vm::Status::kTasksFull:
      return "tasks-full";
    case vm::Status::kNoTasks:
      return "no-tasks";
    case vm::Status::kUnknownFrame:
    case vm::Status::kFrameOpen:
    case vm::Status::kOk:
    case vm::Status::kTextOutside:
    case vm::Status::kBadTables:
    case vm::Status::kNoFrame:
      break;
  }
  return "compiler-fault";
}

struct Fault {
  const vm::Error& error;
  const Machine& machine;
  const CompilerTables& tables;
  const Gathered& gathered;
};

std::string message(const Fault& fault) {
  const vm::Error& error = fault.error;
  const std::string token = error.token;
  const Parameters& sizes = fault.machine.parameters;
  const std::string opener = vm::opener_text(static_cast<vm::Opener>(error.detail));
  const std::string cut = token.size() == vm::kTokenLimit ? "..." : "";
  switch (error.status) {
    case vm::Status::kUnknownWord:
      return fmt::format("unknown word '{}'", token);
    case vm::Status::kAbsentWord:
      return fmt::format("'{}' is not in configuration '{}'", token, fault.machine.name);
    case vm::Status::kBadNumber:
      return fmt::format("'{}' is not a number", token);
    case vm::Status::kNumberRange:
      return fmt::format("number '{}{}' is out of range", token, cut);
    case vm::Status::kNameTooLong:
      return fmt::format("the name '{}{}' is longer than {} characters", token, cut, vm::kNameLimit);
    case vm::Status::kReservedName:
      return fmt::format("'{}' cannot be defined", token);
    case vm::Status::kMissingName:
      return "a name must follow this word";
    case vm::Status::kBadLength:
      return fmt::format("'{}' is no length of an array", token);
    case vm::Status::kMissingLength:
      return "a length or `{ ... }` must follow the array's name";
    case vm::Status::kUnfinished:
      return opener == ":" ? "unfinished definition" : fmt::format("unfinished {}", opener);
    case vm::Status::kStray:
      return fmt::format("stray '{}'", token);
    case vm::Status::kNestedDefinition:
      return "a definition inside a definition";
    case vm::Status::kConstWithoutNumber:
      return "`const` without a number just before it";
    case vm::Status::kOperandMissing:
      return fmt::format("'{}' takes the number just before it as operand", token);
    case vm::Status::kNotExported:
      return fmt::format("no earlier frame has exported '{}'", token);
    case vm::Status::kNoToken:
      return fmt::format("'{}' has no execution token", token);
    case vm::Status::kBranchOutOfReach:
      return fmt::format("'{}' closes a structure too long for a branch", token);
    case vm::Status::kCodeFull:
      return fmt::format("the program does not fit into {} bytes of code memory", sizes.code_bytes);
    case vm::Status::kDataFull:
      return fmt::format("the program's data does not fit into {} bytes of data memory", sizes.data_bytes);
    case vm::Status::kDictionaryFull:
      return "too many definitions or open structures";
    case vm::Status::kMissingInstruction:
      return fmt::format(
          "configuration '{}' lacks an instruction that '{}' "
          "compiles to",
          fault.machine.name, token);
    case vm::Status::kMissingLibrary:
      return fmt::format(
          "configuration '{}' lacks the library word that '{}' "
          "compiles to",
          fault.machine.name, token);
    case vm::Status::kExportTaken:
      return fmt::format("another frame exports '{}'", token);
    case vm::Status::kExportsFull:
      return fmt::format("'{}' is one exported word more than the {} of configuration '{}'", token,
                         sizes.exports, fault.machine.name);
    case vm::Status::kFramesFull:
      return fmt::format("configuration '{}' has room for {} frames", fault.machine.name, sizes.frames);
    case vm::Status::kTasksFull:
      return fmt::format("configuration '{}' has room for {} tasks", fault.machine.name, sizes.tasks);
    case vm::Status::kNoTasks:
      return fmt::format("configuration '{}' has no tasks, so it runs one frame", fault.machine.name);
    default:
      return vm::status_text(error.status);
  }
}

std::vector<std::string> known_names(const Fault& fault) {
  std::vector<std::string> known = fault.gathered.names;
  for (const CompilerTables::NamedWord& word : fault.tables.words()) {
    if (word.kind != vm::WordKind::kAbsent) known.emplace_back(word.name);
  }
  known.erase(std::remove_if(known.begin(), known.end(),
                             [](const std::string& name) { return name.find('#') != std::string::npos; }),
              known.end());
  return known;
}

std::string hint(const Fault& fault) {
  const vm::Error& error = fault.error;
  const std::string token = error.token;
  switch (error.status) {
    case vm::Status::kUnknownWord:
      return did_you_mean(token, known_names(fault));
    case vm::Status::kNotExported: {
      const auto known = known_names(fault);
      if (std::find(known.begin(), known.end(), token) != known.end())
        return "leave the import out: this frame knows the word";
      return did_you_mean(token, known);
    }
    case vm::Status::kAbsentWord:
      return fault.tables.absent_reasons()[error.detail];
    case vm::Status::kBadNumber:
      if (token.size() > 1 && token[0] == '$')
        return "for an execution token write `$ " + token.substr(1) + "`";
      return "";
    case vm::Status::kNumberRange:
      return "a single has up to 32 bits (it wraps to the cell), a double two cells";
    case vm::Status::kBadLength:
      return "a length is a number from 0 on";
    case vm::Status::kReservedName:
      return "directives and numbers cannot be redefined";
    case vm::Status::kUnfinished:
      switch (static_cast<vm::Opener>(error.detail)) {
        case vm::Opener::kDefinition:
          return "close it with `;`";
        case vm::Opener::kIf:
        case vm::Opener::kElse:
          return "close it with `endif`";
        case vm::Opener::kBegin:
          return "close it with `until`, `again`, `while` or `repeat`";
        case vm::Opener::kDo:
          return "close it with `loop` or `+loop`";
        case vm::Opener::kString:
          return "close it with `\"`";
        case vm::Opener::kComment:
          return "close it with `)`";
        case vm::Opener::kArray:
          return "close it with `}`";
        case vm::Opener::kWhile:
          break;
      }
      return "";
    case vm::Status::kStray:
      if (token == "else" || token == "endif" || token == "then") return "there is no open `if` here";
      if (token == "loop" || token == "+loop" || token == "leave") return "there is no open `do` here";
      if (token == "repeat") return "there is no `begin .. while` here";
      if (token == ";") return "there is no open definition here";
      return "there is no open `begin` here";
    case vm::Status::kNestedDefinition:
      return "end the outer definition with `;` first";
    case vm::Status::kNoToken:
      return "only words defined in program text have one: define a word that calls it";
    case vm::Status::kBranchOutOfReach:
      return "move a part of it into a word";
    case vm::Status::kExportTaken:
      return "choose another name, or remove that frame first";
    case vm::Status::kExportsFull:
      return "raise the parameter 'exports', or make words local with `:`";
    case vm::Status::kFramesFull:
      return "raise the parameter 'frames', or remove a frame first";
    case vm::Status::kTasksFull:
      return "raise the parameter 'tasks'";
    case vm::Status::kNoTasks:
      return "add the instruction set 'task' to it";
    default:
      return "";
  }
}

Diagnostic explain(const Fault& fault, const std::string& file, const std::string& text) {
  Where where;
  where.file = file;
  const auto [line, column] = Places(text).at(fault.error.line, fault.error.column);
  where.line = static_cast<int>(line);
  where.column = static_cast<int>(column);
  where.excerpt = source_line(text, line);
  return error(code_name(fault.error.status), message(fault), where, hint(fault));
}

// In place when the text fits above the library, as a device does it; else as a stream.
vm::Status compile_text(Bench& bench, const std::string& text) {
  const Gathered before = bench.gathered;
  const std::size_t size = text.size();
  if (bench.compiler.here() + size <= bench.code.size()) {
    const std::size_t offset = bench.code.size() - size;
    std::copy(text.begin(), text.end(), bench.code.begin() + static_cast<std::ptrdiff_t>(offset));
    const vm::Status status =
        bench.compiler.compile_in_place(static_cast<std::uint32_t>(offset), static_cast<std::uint32_t>(size));
    // Text and bytecode may not fit together where bytecode alone does.
    if (status != vm::Status::kCodeFull) return status;
    bench.gathered = before;
  }
  bench.compiler.begin_frame();
  bench.compiler.feed(text.data(), static_cast<std::uint32_t>(size));
  return bench.compiler.finish();
}

LibraryPlaces library_places(const Bench& bench) {
  LibraryPlaces places;
  places.end = bench.compiler.here();
  for (const auto& symbol : bench.gathered.symbols) {
    if (symbol.name == "gate#") places.gate = symbol.pc;
    if (symbol.name == "start#") places.start = symbol.pc;
  }
  return places;
}

// A fault without a place in the text.
Diagnostic explain_status(const Fault& fault, vm::Status status, const std::string& file) {
  vm::Error error_only;
  error_only.status = status;
  const Fault alone{error_only, fault.machine, fault.tables, fault.gathered};
  Where where;
  where.file = file;
  return error(code_name(status), message(alone), where, hint(alone));
}

Diagnostic library_fault(const Fault& fault, const std::string& library) {
  Diagnostic diagnostic = explain(fault, "library of the spec", library);
  diagnostic.message = "a library word does not compile: " + diagnostic.message;
  return diagnostic;
}

void take_source(Program& program, const Gathered& gathered, const std::string& file, const std::string& text) {
  const Places places(text);
  for (const auto& [pc, place] : gathered.lines) {
    const auto [line, column] = places.at(place.first, place.second);
    program.lines.push_back({pc, static_cast<int>(line), static_cast<int>(column)});
  }
  program.source_file = file;
  program.source = text;
}

// Without the zeros at the end.
std::vector<std::uint8_t> used_bytes(const std::vector<std::uint8_t>& memory) {
  const auto last = std::find_if(memory.rbegin(), memory.rend(), [](std::uint8_t byte) { return byte != 0; });
  return {memory.begin(), last.base()};
}

Diagnostics text_after_end(const std::string& file, const std::string& text, std::size_t read) {
  const std::size_t more = text.find_first_not_of(" \t\r\n", read);
  if (more == std::string::npos) return {};
  Where where;
  where.file = file;
  where.line =
      1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(more), '\n'));
  const std::size_t start = text.rfind('\n', more);
  where.column = static_cast<int>(start == std::string::npos ? more + 1 : more - start);
  where.excerpt = source_line(text, static_cast<std::uint32_t>(where.line));
  Diagnostic warning =
      error("text-after-end", "the frame ended before this text", where, "remove it, or the `end`");
  warning.severity = Severity::kWarning;
  return {warning};
}

}  // namespace

Result<Program> compile_program(const Machine& machine, const std::string& file, const std::string& text) {
  auto tables = CompilerTables::make(machine);
  if (!tables) return tables.diagnostics();
  Bench bench(machine, tables->tables());
  vm::Compiler& compiler = bench.compiler;
  if (compiler.boot() != vm::Status::kOk) {
    return library_fault({compiler.error(), machine, *tables, bench.gathered}, tables->tables().library);
  }
  bench.gathered.lines.clear();
  const LibraryPlaces library = library_places(bench);
  const std::uint32_t data_lo = compiler.data_here();
  if (compile_text(bench, text) != vm::Status::kOk) {
    return explain({compiler.error(), machine, *tables, bench.gathered}, file, text);
  }
  Program program;
  program.name = file.substr(file.find_last_of('/') + 1);
  program.code.assign(bench.code.begin(), bench.code.begin() + compiler.here());
  program.data.assign(bench.data.begin(), bench.data.begin() + compiler.data_here());
  program.entry = compiler.entry();
  start_one_frame(machine, program, library, library.end, data_lo);
  take_source(program, bench.gathered, file, text);
  program.symbols = std::move(bench.gathered.symbols);
  return Result<Program>(std::move(program), text_after_end(file, text, compiler.characters()));
}

Result<Program> compile_programs(const Machine& machine, const std::vector<FrameText>& frames) {
  auto tables = CompilerTables::make(machine);
  if (!tables) return tables.diagnostics();
  FrameBench bench(machine, tables->tables());
  const Fault fault{bench.frames.error(), machine, *tables, bench.gathered};
  const vm::Status booted = bench.frames.boot();
  if (booted == vm::Status::kNoTasks) return explain_status(fault, booted, frames.back().file);
  if (booted != vm::Status::kOk) return library_fault(fault, tables->tables().library);
  Program program;
  Diagnostics warnings;
  for (const FrameText& frame : frames) {
    bench.gathered.lines.clear();
    // Two frames may be made from one file.
    const std::string name = fmt::format("#{}", &frame - frames.data());
    const vm::Status opened = bench.frames.open(name.c_str());
    if (opened != vm::Status::kOk) return explain_status(fault, opened, frame.file);
    vm::Status status = bench.frames.feed(frame.text.data(), static_cast<std::uint32_t>(frame.text.size()));
    if (status == vm::Status::kOk) status = bench.frames.close();
    if (status != vm::Status::kOk) return explain(fault, frame.file, frame.text);
    std::uint32_t task = 0;
    status = bench.frames.start(bench.frames.last(), static_cast<std::uint32_t>(frame.priority), &task);
    if (status != vm::Status::kOk) return explain_status(fault, status, frame.file);
    const auto after = text_after_end(frame.file, frame.text, bench.frames.compiler().characters());
    warnings.insert(warnings.end(), after.begin(), after.end());
    // The first frame's text stands for the program in listings.
    if (&frame == frames.data()) take_source(program, bench.gathered, frame.file, frame.text);
  }
  program.name = frames[0].file.substr(frames[0].file.find_last_of('/') + 1);
  program.entry = bench.pc;
  program.code = used_bytes(bench.code);
  program.data = used_bytes(bench.data);
  program.system = bench.system();
  program.registers.assign(bench.registers.begin(),
                           bench.registers.begin() + static_cast<std::ptrdiff_t>(machine.registers.size()));
  program.symbols = std::move(bench.gathered.symbols);
  return Result<Program>(std::move(program), warnings);
}

Result<Program> open_program(const Machine& machine, const std::string& path) {
  const auto text = read_file(path);
  if (!text) return text.diagnostics();
  const std::size_t first = text->find_first_not_of(" \t\r\n");
  const bool bytecode = first != std::string::npos && (*text)[first] == '{';
  return bytecode ? parse_bytecode(machine, path, *text) : compile_program(machine, path, *text);
}

Result<Program> open_programs(const Machine& machine, const std::string& path,
                              const std::vector<std::string>& others) {
  if (others.empty()) return open_program(machine, path);
  std::vector<FrameText> frames = {{path, "", 1}};
  Diagnostics faults;
  for (const std::string& other : others) {
    const std::size_t colon = other.rfind(':');
    FrameText frame{other.substr(0, colon), "", 1};
    if (colon != std::string::npos) {
      const std::string priority = other.substr(colon + 1);
      const bool digits = !priority.empty() && priority.size() <= 3 &&
                          priority.find_first_not_of("0123456789") == std::string::npos;
      frame.priority = digits ? std::stoi(priority) : 256;
      if (frame.priority > 255) {
        faults.push_back(error("bad-priority", fmt::format("'{}' is not a priority", priority), {},
                               "write FILE:PRIORITY with a number from 0 to 255"));
      }
    }
    frames.push_back(frame);
  }
  for (FrameText& frame : frames) {
    const auto text = read_file(frame.file);
    if (!text) {
      const auto& more = text.diagnostics();
      faults.insert(faults.end(), more.begin(), more.end());
      continue;
    }
    frame.text = *text;
    const std::size_t first = frame.text.find_first_not_of(" \t\r\n");
    if (first != std::string::npos && frame.text[first] == '{') {
      Where where;
      where.file = frame.file;
      faults.push_back(error("bytecode-frame", "a bytecode file is a whole machine, not a frame beside others",
                             where, "give the program's text"));
    }
  }
  if (has_errors(faults)) return faults;
  return compile_programs(machine, frames);
}

}  // namespace rexa
