// A generated machine with tasks, and frames in it.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <string>
#include <vector>

#include "rexa_tables.hpp"
#include "rexa_vm_core.hpp"
#include "vm/frames.hpp"

namespace rexa::vm::test {

// Everything that a frame could leave a trace in.
struct Snapshot {
  std::vector<uint8_t> code, data, dictionary;
  std::vector<Core::Cell> system;
  std::vector<uint32_t> registers;
  friend bool operator==(const Snapshot&, const Snapshot&) = default;
};

class Bench {
 public:
  explicit Bench(uint32_t dictionary_bytes = 4096)
      : code_(Core::kCodeBytes, 0xee),
        data_(Core::kDataBytes, 0xee),
        dictionary_(dictionary_bytes, 0xee),
        stacks_{std::vector<Core::Cell>(Core::kStackCells[0] * kTables.system->count[0]),
                std::vector<Core::Cell>(Core::kStackCells[1] * kTables.system->count[0]),
                std::vector<Core::Cell>(Core::kStackCells[2] * kTables.system->count[0])},
        system_(kTables.system->cells),
        frames(kTables,
               {code_.data(), static_cast<uint32_t>(code_.size()), data_.data(),
                static_cast<uint32_t>(data_.size()), dictionary_.data(), dictionary_bytes},
               attach()) {
    REQUIRE(frames.boot() == Status::kOk);
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  Status load(const std::string& name, const std::string& text) {
    const Status status = frames.open(name.c_str());
    if (status != Status::kOk) return status;
    const Status fed = frames.feed(text.data(), static_cast<uint32_t>(text.size()));
    return fed == Status::kOk ? frames.close() : fed;
  }
  uint32_t start(const std::string& name, uint32_t priority = 1) {
    uint32_t task = 99;
    REQUIRE(frames.start(frames.find(name.c_str()), priority, &task) == Status::kOk);
    return task;
  }
  Status line(const std::string& text) {
    const Status status = frames.open_line();
    if (status != Status::kOk) return status;
    const Status fed = frames.feed(text.data(), static_cast<uint32_t>(text.size()));
    return fed == Status::kOk ? frames.close() : fed;
  }
  void run(uint32_t steps = 100000) { Core::run(context, steps); }
  // What was printed since the last call.
  std::string output() {
    std::string printed;
    printed.swap(output_);
    return printed;
  }
  uint32_t field(Table table, uint32_t index, Field which) const {
    return frames.system().get(table, index, which);
  }
  TaskState state(uint32_t task) const { return frames.system().state(task); }
  Snapshot snapshot() const {
    const auto top = static_cast<std::ptrdiff_t>(frames.compiler().dictionary().top());
    return {code_, data_, {dictionary_.begin(), dictionary_.begin() + top}, system_,
            std::vector<uint32_t>(std::begin(context.registers), std::end(context.registers))};
  }
  const std::vector<uint8_t>& code() const { return code_; }
  const std::vector<uint8_t>& data() const { return data_; }
  std::vector<uint8_t>& code() { return code_; }
  // The frame's code and data.
  std::pair<std::vector<uint8_t>, std::vector<uint8_t>> content(uint32_t frame) const {
    const uint32_t lo = field(Table::kFrames, frame, Field::kFrameCodeLo);
    const uint32_t span = field(Table::kFrames, frame, Field::kFrameCodeSpan);
    const uint32_t data = field(Table::kFrames, frame, Field::kFrameDataLo);
    const uint32_t size = field(Table::kFrames, frame, Field::kFrameDataSize);
    return {{code_.begin() + lo, code_.begin() + lo + span + 3}, {data_.begin() + data, data_.begin() + data + size}};
  }

  Core::Context context{};

 private:
  MachineView attach() {
    context.code = code_.data();
    context.data = data_.data();
    for (int i = 0; i < 3; ++i) context.stack[i] = stacks_[i].data();
    context.system = system_.data();
    context.io = {this,
                  [](void* self, uint32_t port, uint32_t value) {
                    if (port == 0) static_cast<Bench*>(self)->output_ += static_cast<char>(value);
                  },
                  [](void* self, uint32_t port) { return port == 1 ? static_cast<Bench*>(self)->now : 0; }};
    return view(context);
  }
  std::vector<uint8_t> code_, data_, dictionary_;
  std::vector<Core::Cell> stacks_[3];
  std::vector<Core::Cell> system_;
  std::string output_;

 public:
  uint32_t now = 0;
  Frames frames;
};

}  // namespace rexa::vm::test
