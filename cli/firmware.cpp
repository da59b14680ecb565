// rexa firmware: builds an image for a board and writes what a flasher takes.
#include <fmt/format.h>

#include <filesystem>
#include <iostream>

#include "base/files.hpp"
#include "cli/board.hpp"
#include "cli/commands.hpp"

namespace rexa::cli {
namespace {

CommandLine describe() {
  CommandLine line;
  line.name = "firmware";
  line.synopsis = "[options] -o DIR";
  line.summary =
      "Builds a firmware image for a board and writes IMAGE.elf, .bin, .hex and .map. Prints the memory that "
      "it takes.";
  add_board_options(line);
  line.options.add_options()("image,i", po::value<std::string>()->default_value("run")->value_name("NAME"),
                             "a folder of firmware/ with a main.cpp")(
      "qemu", "for the emulator, which the image leaves at its end; without, for a board")(
      "output,o", po::value<std::string>()->value_name("DIR"), "folder to write to; made if it is not there");
  return line;
}

}  // namespace

int command_firmware(const std::vector<std::string>& args) {
  CommandLine line = describe();
  const auto values = parse(line, args);
  if (!values) return kDone;
  if (values->count("output") == 0) throw UsageError("--output is missing");
  firmware::ImageOptions options = image_options(*values);
  options.image = one_of((*values)["image"].as<std::string>(), firmware::image_names(), "image");
  options.qemu = values->count("qemu") != 0;
  int code = kDone;
  const auto board = chosen_board(*values, &code);
  if (!board) return code;
  Progress progress;
  options.on_build = [&](const std::string& what) { progress.show("building " + what + " ..."); };
  const auto image = firmware::build_image(board->target, board->machine, options);
  progress.clear();
  report(image.diagnostics());
  if (!image) return image_exit_code(image.diagnostics());

  const std::filesystem::path folder = (*values)["output"].as<std::string>();
  FileSet files;
  for (const auto& [from, extension] :
       {std::pair{image->elf, ".elf"}, {image->bin, ".bin"}, {image->hex, ".hex"}, {image->map, ".map"}}) {
    const auto contents = read_file(from);
    report(contents.diagnostics());
    if (!contents) return kUsageOrInternal;
    files[options.image + extension] = *contents;
  }
  const Diagnostics written = write_files(folder.string(), files);
  if (has_errors(written)) return exit_code(written);
  for (const auto& [name, contents] : files) {
    std::cout << fmt::format("{} ({} bytes)\n", (folder / name).string(), contents.size());
  }
  std::cout << fmt::format(
      "{} for {}: flash {} bytes of {}; RAM {} bytes of {}, and {} for the stack\n", options.image,
      board->target.name, grouped(image->flash_bytes),
      grouped(board->target.flash.bytes - board->target.program_bytes), grouped(image->ram_bytes),
      grouped(board->target.ram.bytes - board->target.stack_bytes), grouped(image->stack_bytes));
  return kDone;
}

}  // namespace rexa::cli
