// rexa send: frames to a node over a line.
#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <limits>
#include <sstream>

#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/node_port.hpp"
#include "cli/options.hpp"
#include "sim/program.hpp"
#include "vm/compiler_status.hpp"

namespace rexa::cli {
namespace {

using vm::Answer;
using vm::Request;

CommandLine describe() {
  CommandLine line;
  line.name = "send";
  line.synopsis = "--port PORT [options] FRAME...";
  line.summary =
      "Sends program texts to a node, each as a frame that is compiled there and started; a frame of the same "
      "name is\n"
      "replaced. Damaged packets are sent again. What a node cannot compile is explained, and its exit code is "
      "1.\n"
      "PORT is a serial line, a pseudo-terminal (`rexa node --pty`), or qemu:BOARD: a board that is emulated "
      "for this\n"
      "command. With --for, prints what the node says until no task is left there, at most so long.";
  line.options.add_options()("port,p", po::value<std::string>()->value_name("PORT"), "where the node is")(
      "name", po::value<std::string>()->value_name("NAME"),
      "the frame's name (default: the file's, without its end)")(
      "priority", po::value<std::string>()->value_name("P"),
      "of its task, 0 to 255, higher is more urgent (default 1)")(
      "for", po::value<std::string>()->value_name("MS"), "listen (default: not; 3000 for qemu)")(
      "config,c", po::value<std::string>()->value_name("FILE"),
      "the node's machine: then faults are explained with what it knows")(
      "baud", po::value<std::string>()->value_name("RATE"), "of a serial line (default 115200)")(
      "stop", "first end all tasks of the node")(
      "remove", po::value<std::vector<std::string>>()->composing()->value_name("NAME"), "first remove a frame")(
      "status", "at the end, print which frames the node has, and what is free");
  line.positional = "frame";
  return line;
}

// Of a name that a frame can have: 30 characters without spaces.
std::string frame_name(const std::string& path) {
  std::string name = std::filesystem::path(path).stem().string();
  for (char& c : name) c = c > ' ' && c < 127 ? c : '_';
  return name.substr(0, 30);
}

std::string text_line(const std::string& text, std::uint32_t number) {
  std::istringstream lines(text);
  std::string line;
  for (std::uint32_t i = 0; i < number; ++i) std::getline(lines, line);
  return line;
}

// What the node's compiler says, at its place in the text that was sent.
Diagnostic compile_fault(const Machine* machine, const std::string& file, const std::string& text,
                         const std::uint8_t* details, std::uint32_t length) {
  if (length < 10) return error("text-fault", "the node cannot compile this text", {file});
  Where where;
  where.file = file;
  where.line = static_cast<int>(vm::link_number(details + 3, 4));
  where.column = static_cast<int>(vm::link_number(details + 7, 2));
  where.excerpt = text_line(text, static_cast<std::uint32_t>(where.line));
  // The node's machine, where it is known, has more to say.
  if (machine != nullptr) {
    const auto here = compile_program(*machine, file, text);
    for (const Diagnostic& found : here.diagnostics()) {
      if (found.where.line == where.line && found.where.column == where.column) return found;
    }
  }
  const std::string said(reinterpret_cast<const char*>(details + 9), length - 9);
  const std::size_t end = std::min(said.find('\0'), said.size());
  const std::string word = end < said.size() ? said.substr(end + 1) : "";
  std::string message = said.substr(0, end);
  if (static_cast<vm::Status>(details[0]) == vm::Status::kUnfinished) {
    const std::string opener = vm::opener_text(static_cast<vm::Opener>(vm::link_number(details + 1, 2)));
    message += ' ' + (opener == ":" ? "definition" : opener);
  } else if (!word.empty()) {
    message += fmt::format(" '{}'", word);
  }
  return error("text-fault", message, where);
}

std::string refusal(Answer answer, const std::string& name) {
  switch (answer) {
    case Answer::kNoRoom:
      return fmt::format(
          "the node has no room for frame '{}', or no free task; --status tells what there is, --remove "
          "and --stop make room",
          name);
    case Answer::kBadName:
      return fmt::format("'{}' is no name of a frame (1 to 30 characters, no spaces)", name);
    case Answer::kNoSuchFrame:
      return fmt::format("the node has no frame '{}'", name);
    case Answer::kNotNow:
      return fmt::format("the node cannot do this now (frame '{}')", name);
    case Answer::kIncomplete:
      return fmt::format("the text of '{}' came incomplete, three times", name);
    default:
      return fmt::format("the node refuses (answer {})", static_cast<int>(answer));
  }
}

class Sender {
 public:
  Sender(NodePort& port, std::string name, const Machine* machine)
      : name_(std::move(name)), machine_(machine), talk_(port) {}

  NodeConversation& talk() { return talk_; }

  int request(Request request, const std::string& payload) {
    const bool answered = talk_.ask(Request::kHello) && talk_.ask(request, payload);
    if (!answered) return silent();
    if (talk_.client().answer() == Answer::kDone) return kDone;
    return refused(payload);
  }

  int frame(const std::string& path, const std::string& name, int priority) {
    const auto text = read_file(path);
    report(text.diagnostics());
    if (!text) return kInputAtFault;
    switch (talk_.send(name, priority, *text)) {
      case NodeConversation::Sent::kDone:
        std::cerr << fmt::format("{}: frame '{}', {} bytes{}\n", name_, name, text->size(), repeated());
        return kDone;
      case NodeConversation::Sent::kSilent:
        return silent();
      case NodeConversation::Sent::kRefused:
        break;
    }
    const vm::LinkClient& client = talk_.client();
    if (client.answer() != Answer::kTextFault) return refused(name);
    report({compile_fault(machine_, path, *text, client.details(), client.details_length())});
    return kInputAtFault;
  }

  int status() {
    const int code = request(Request::kStatus, "");
    const vm::LinkClient& client = talk_.client();
    if (code != kDone || client.details_length() < 10) return code;
    std::string frames(reinterpret_cast<const char*>(client.details()) + 10, client.details_length() - 10);
    std::cout << fmt::format("{}: {}, free: {} bytes of code, {} of data, frames:{}\n", name_,
                             client.details()[0] != 0 ? "tasks run" : "no task",
                             vm::link_number(client.details() + 2, 4), vm::link_number(client.details() + 6, 4),
                             frames.empty() ? " none" : frames);
    return kDone;
  }

 private:
  std::string repeated() {
    const std::uint32_t now = talk_.client().repeats() - repeats_;
    repeats_ += now;
    return now == 0 ? "" : fmt::format(", {} packet{} sent again", now, now == 1 ? "" : "s");
  }
  int refused(const std::string& name) {
    std::cerr << fmt::format("rexa send: {}: {}\n", name_, refusal(talk_.client().answer(), name));
    return kInputAtFault;
  }
  int silent() {
    if (broken_off()) return kInputAtFault;
    std::cerr << fmt::format(
        "rexa send: {}: the node does not answer; is it on, and is this its line and rate?\n", name_);
    return kUsageOrInternal;
  }

  std::string name_;
  const Machine* machine_;  // of the node, if it is known
  NodeConversation talk_;
  std::uint32_t repeats_ = 0;
};

}  // namespace

int command_send(const std::vector<std::string>& args) {
  CommandLine line = describe();
  const auto values = parse(line, args);
  if (!values) return kDone;
  const auto files = strings(*values, "frame");
  const auto removed = strings(*values, "remove");
  const bool stop = values->count("stop") != 0, status = values->count("status") != 0;
  if (values->count("port") == 0) throw UsageError("no --port given");
  if (files.empty() && removed.empty() && !stop && !status) throw UsageError("nothing to send");
  if (values->count("name") != 0 && files.size() != 1) throw UsageError("--name is for one frame");
  const std::uint64_t priority = count_value(*values, "priority", 1);
  if (priority > 255) throw UsageError("--priority is 0 to 255");
  const std::string name = (*values)["port"].as<std::string>();

  std::optional<Machine> machine;
  if (values->count("config") != 0) {
    const auto config = find_config((*values)["config"].as<std::string>());
    report(config.diagnostics());
    if (!config) return kInputAtFault;
    auto loaded = load_machine(*config, {});
    report(loaded.diagnostics());
    if (!loaded) return kInputAtFault;
    machine = std::move(*loaded);
  }
  NodePort port;
  const Diagnostics faults = port.open(name, static_cast<unsigned>(count_value(*values, "baud", 115200)));
  report(faults);
  if (has_errors(faults)) return kInputAtFault;
  const std::uint64_t listen_ms = count_value(*values, "for", port.emulated() ? 3000 : 0);
  catch_break();
  port.discard();
  Sender sender(port, name, port.machine() ? &*port.machine() : machine ? &*machine : nullptr);
  int code = stop ? sender.request(Request::kStop, "") : kDone;
  for (std::size_t i = 0; i < removed.size() && code == kDone; ++i)
    code = sender.request(Request::kRemove, removed[i]);
  for (const std::string& file : files) {
    if (code == kUsageOrInternal) break;
    const std::string frame =
        values->count("name") != 0 ? (*values)["name"].as<std::string>() : frame_name(file);
    const int sent = sender.frame(file, frame, static_cast<int>(priority));
    if (sent != kDone) code = sent;
  }
  if (listen_ms > 0 && code == kDone && !files.empty()) sender.talk().listen(listen_ms, true);
  if (code == kDone && status) code = sender.status();
  return code == kDone && sender.talk().trapped() ? kInputAtFault : code;
}

}  // namespace rexa::cli
