// Loading, replacing and removing frames, the words that they export, and what happens to tasks meanwhile.
#include "bench.hpp"

using namespace rexa::vm;
using namespace rexa::vm::test;

namespace {

constexpr uint32_t kNoWord = kTables.system->no_word;

}  // namespace

TEST_CASE("a frame is loaded, started, and removed without a trace", "[frames]") {
  Bench bench;
  const Snapshot empty = bench.snapshot();
  REQUIRE(bench.load("hello", ": twice dup + ; 21 twice . .\" hi\"") == Status::kOk);
  const uint32_t frame = bench.frames.find("hello");
  CHECK(frame == 0);
  CHECK(bench.data()[bench.field(Table::kFrames, frame, Field::kFrameDataLo)] == 10);
  CHECK(bench.start("hello") == 0);
  bench.run();
  CHECK(bench.output() == "42 hi");
  CHECK(bench.context.status == RunStatus::kHalted);
  CHECK(bench.frames.remove(frame) == Status::kOk);
  CHECK(bench.frames.find("hello") == Frames::kMostFrames);
  Snapshot after = bench.snapshot();
  CHECK(after.code == empty.code);
  CHECK(after.data == empty.data);
  CHECK(after.dictionary == empty.dictionary);
}

TEST_CASE("frames run beside each other and call each other's exported words", "[frames]") {
  Bench bench;
  REQUIRE(bench.load("lib", "var count :* bump count @ 1+ dup count ! ; : hidden 7 ;") == Status::kOk);
  REQUIRE(bench.load("a", "bump . bump .") == Status::kOk);
  REQUIRE(bench.load("b", ": run $ bump exec ; run . import bump") == Status::kOk);
  CHECK(bench.load("c", "hidden") == Status::kUnknownWord);
  CHECK(bench.load("c", "import hidden") == Status::kNotExported);
  CHECK(bench.load("c", ":* bump 1 ;") == Status::kExportTaken);
  CHECK(std::string(status_text(Status::kExportTaken)) == "another frame exports this name");
  bench.start("a");
  bench.start("b");
  bench.run();
  CHECK(bench.output() == "1 2 3 ");
}

TEST_CASE("a call through a slot finds the new version, and traps when there is none", "[frames]") {
  Bench bench;
  REQUIRE(bench.load("lib", ":* answer 41 ;") == Status::kOk);
  REQUIRE(bench.load("user", "answer .") == Status::kOk);
  REQUIRE(bench.load("lib", "var pad :* answer 42 ; :* more 1 ;") == Status::kOk);
  bench.start("user");
  bench.run();
  CHECK(bench.output() == "42 ");
  REQUIRE(bench.frames.remove(bench.frames.find("lib")) == Status::kOk);
  bench.start("user");
  bench.run();
  CHECK(bench.context.status == RunStatus::kTrapped);
  CHECK(bench.context.trap == kNoWord);
  CHECK(bench.load("third", "answer") == Status::kNotExported);
  REQUIRE(bench.load("other", ":* first 1 ; :* answer 43 ;") == Status::kOk);
  bench.start("user");
  bench.run();
  CHECK(bench.output() == "43 ");
}

TEST_CASE("slots are tied to names for as long as somebody calls them", "[frames]") {
  Bench bench;
  const uint32_t slots = kTables.system->count[static_cast<int>(Table::kExports)];
  std::string all;
  for (uint32_t i = 0; i < slots; ++i) all += ":* w" + std::to_string(i) + " ; ";
  REQUIRE(bench.load("all", all) == Status::kOk);
  CHECK(bench.load("one", ":* more ;") == Status::kExportsFull);
  REQUIRE(bench.load("user", "w3") == Status::kOk);
  REQUIRE(bench.frames.remove(bench.frames.find("all")) == Status::kOk);
  std::string again;
  for (uint32_t i = 1; i < slots; ++i) again += ":* v" + std::to_string(i) + " ; ";
  REQUIRE(bench.load("all", again) == Status::kOk);
  CHECK(bench.load("one", ":* more ;") == Status::kExportsFull);
  CHECK(bench.load("one", ":* w3 ;") == Status::kOk);
  REQUIRE(bench.frames.remove(bench.frames.find("user")) == Status::kOk);
  REQUIRE(bench.frames.remove(bench.frames.find("one")) == Status::kOk);
  CHECK(bench.load("one", ":* more ;") == Status::kOk);
}

TEST_CASE("a frame that does not compile leaves everything as it was", "[frames]") {
  const std::vector<std::string> faulty = {
      "nonsense",
      ": a 1 ; : b if 2",
      "var x array y 10 .\" text",
      "array big 30000",
      ":* word 1 ; :* used 2 ;",
      "used : more used used ; $ used 1 const one ( open",
      "12345678901 .",
      std::string(9000, '1'),
      ": recurse 1 2 3 + + drop recurse ;  70000 drop 1 if 2 else 3",
  };
  Bench bench;
  REQUIRE(bench.load("lib", ":* used 1 drop ; var v") == Status::kOk);
  REQUIRE(bench.load("busy", "begin used again") == Status::kOk);
  std::string endless;
  for (int i = 0; i < 6000; ++i) endless += "1 drop ";
  bench.start("busy");
  bench.run(777);
  for (const char* name : {"new", "busy", "lib"}) {
    for (std::string text : faulty) {
      if (name == std::string("lib") && text.find("used 2") != std::string::npos) continue;
      const Snapshot before = bench.snapshot();
      INFO(name << ": " << text);
      CHECK(bench.load(name, text) != Status::kOk);
      CHECK((bench.snapshot() == before));
      CHECK_FALSE(bench.frames.is_open());
      // Cut off anywhere, and given up.
      const uint32_t cut = static_cast<uint32_t>(text.size() / 2);
      REQUIRE(bench.frames.open(name) == Status::kOk);
      bench.frames.feed(text.data(), cut);
      bench.frames.abandon();
      CHECK((bench.snapshot() == before));
      // From text in code memory.
      REQUIRE(bench.frames.open(name) == Status::kOk);
      uint32_t room = 0;
      char* const at = bench.frames.text_room(&room);
      if (text.size() <= room) {
        std::copy(text.begin(), text.end(), at + room - text.size());
        CHECK(bench.frames.compile_in_place(static_cast<uint32_t>(text.size())) != Status::kOk);
      } else {
        bench.frames.abandon();
      }
      CHECK((bench.snapshot() == before));
    }
    const Snapshot before = bench.snapshot();
    CHECK(bench.load(name, endless) == Status::kCodeFull);
    CHECK((bench.snapshot() == before));
  }
  bench.run(1000);
  CHECK(bench.context.status == RunStatus::kRunning);
}

TEST_CASE("text in code memory gives what a stream gives", "[frames]") {
  const std::string text = ":* f dup if 1 else 2 endif ; array a { 1 2 3 } .\" text\" 70000l 2. 5 const n n f .";
  Bench stream, place;
  REQUIRE(stream.load("x", text) == Status::kOk);
  REQUIRE(place.frames.open("x") == Status::kOk);
  uint32_t room = 0;
  char* const at = place.frames.text_room(&room);
  REQUIRE(room >= text.size());
  std::copy(text.begin(), text.end(), at + room - text.size());
  REQUIRE(place.frames.compile_in_place(static_cast<uint32_t>(text.size())) == Status::kOk);
  REQUIRE(place.frames.close() == Status::kOk);
  CHECK((place.snapshot() == stream.snapshot()));
}

TEST_CASE("names, numbers and memory have limits", "[frames]") {
  Bench bench;
  CHECK(bench.frames.open("") == Status::kMissingName);
  CHECK(bench.frames.open(std::string(31, 'n').c_str()) == Status::kNameTooLong);
  CHECK(bench.load(std::string(30, 'n'), "1") == Status::kOk);
  CHECK(bench.frames.find(std::string(30, 'n').c_str()) == 0);
  CHECK(bench.frames.find(std::string(31, 'n').c_str()) == Frames::kMostFrames);
  CHECK(bench.frames.remove(5) == Status::kUnknownFrame);
  CHECK(bench.frames.remove(0) == Status::kOk);
  CHECK(bench.frames.close() == Status::kNoFrame);
  REQUIRE(bench.frames.open("a") == Status::kOk);
  CHECK(bench.frames.open("b") == Status::kFrameOpen);
  CHECK(bench.frames.remove(0) == Status::kFrameOpen);
  bench.frames.abandon();
  for (uint32_t i = 0; i < kTables.system->count[static_cast<int>(Table::kFrames)]; ++i) {
    CHECK(bench.load("f" + std::to_string(i), "1 .") == Status::kOk);
  }
  CHECK(bench.frames.open("more") == Status::kFramesFull);
  uint32_t task = 0;
  for (uint32_t i = 0; i < kTables.system->count[static_cast<int>(Table::kTasks)]; ++i) {
    CHECK(bench.frames.start(0, 1, &task) == Status::kOk);
  }
  CHECK(bench.frames.start(0, 1, &task) == Status::kTasksFull);
  Bench other;
  CHECK(other.frames.open("x", {60000, 0}) == Status::kCodeFull);
  CHECK(other.frames.open("x", {0, 60000}) == Status::kDataFull);
  CHECK(other.frames.open("x", {100, 10}) == Status::kOk);
}

TEST_CASE("removing a frame ends its tasks and those inside it, and no other", "[frames]") {
  Bench bench;
  REQUIRE(bench.load("lib", ":* wait begin yield again ; :* call exec ;") == Status::kOk);
  REQUIRE(bench.load("inside", "wait") == Status::kOk);
  REQUIRE(bench.load("free", "var n begin n @ 1+ n ! yield again") == Status::kOk);
  const uint32_t own = bench.start("lib"), inside = bench.start("inside"), free = bench.start("free");
  (void)own;
  bench.run(500);
  REQUIRE(bench.state(inside) == TaskState::kReady);
  const bool was_running = bench.context.registers[0] == inside;
  REQUIRE(bench.frames.remove(bench.frames.find("lib")) == Status::kOk);
  bench.run(500);
  CHECK(bench.state(inside) == TaskState::kFree);
  CHECK(bench.field(Table::kTasks, inside, Field::kTaskTrap) == kNoWord);
  CHECK(bench.state(free) == TaskState::kReady);
  CHECK(bench.context.status == RunStatus::kRunning);
  (void)was_running;
}

TEST_CASE("a frame is removed at every step of a task that comes and goes", "[frames]") {
  for (uint32_t steps = 1; steps < 120; ++steps) {
    Bench bench;
    REQUIRE(bench.load("lib", ":* inner 1 drop ; :* outer inner inner ;") == Status::kOk);
    REQUIRE(bench.load("user", "begin outer yield again") == Status::kOk);
    REQUIRE(bench.load("free", "begin yield again") == Status::kOk);
    const uint32_t user = bench.start("user"), free = bench.start("free");
    bench.run(steps);
    REQUIRE(bench.frames.remove(bench.frames.find("lib")) == Status::kOk);
    bench.run(1000);
    INFO(steps);
    CHECK(bench.state(user) == TaskState::kFree);
    CHECK(bench.field(Table::kTasks, user, Field::kTaskTrap) == kNoWord);
    CHECK(bench.state(free) == TaskState::kReady);
    CHECK(bench.context.status == RunStatus::kRunning);
    CHECK(bench.frames.system().reg(RegisterRole::kAlive) == 1);
  }
}

TEST_CASE("the last task's end stops the machine, a new task starts it again", "[frames]") {
  Bench bench;
  REQUIRE(bench.load("loop", "begin again") == Status::kOk);
  bench.start("loop");
  bench.run(100);
  REQUIRE(bench.frames.remove(0) == Status::kOk);
  CHECK(bench.context.status == RunStatus::kTrapped);
  CHECK(bench.context.trap == kNoWord);
  REQUIRE(bench.load("ok", "1 .") == Status::kOk);
  CHECK(bench.start("ok") == 0);
  bench.run();
  CHECK(bench.output() == "1 ");
  CHECK(bench.context.status == RunStatus::kHalted);
}

TEST_CASE("a handler hears of a task that a removed frame ends", "[frames]") {
  Bench bench;
  REQUIRE(bench.load("lib", ":* wait begin yield again ;") == Status::kOk);
  REQUIRE(bench.load("user", ": work wait ; traps $ work 1 task drop receive . .") == Status::kOk);
  bench.start("user");
  bench.run(2000);
  CHECK(bench.output().empty());
  REQUIRE(bench.frames.remove(bench.frames.find("lib")) == Status::kOk);
  bench.run(2000);
  CHECK(bench.output() == "1 " + std::to_string(kNoWord) + " ");
}

TEST_CASE("a session keeps its words from line to line beside other frames", "[frames]") {
  Bench bench;
  const Snapshot empty = bench.snapshot();
  REQUIRE(bench.frames.open_session("repl") == Status::kOk);
  const auto line = [&](const std::string& text) {
    const Status status = bench.line(text);
    if (status != Status::kOk) return std::string(status_text(status));
    uint32_t task = 0;
    REQUIRE(bench.frames.start_line(1, &task) == Status::kOk);
    bench.run();
    bench.frames.line_done();
    return bench.output();
  };
  CHECK(line("1 2 + .") == "3 ");
  const uint32_t free_line = bench.frames.compiler().here();
  CHECK(line("var n : square dup * ; 5 n !").empty());
  CHECK(line("n @ square .") == "25 ");
  CHECK(line("nonsense") == "unknown word");
  CHECK(line("n @ square .") == "25 ");
  CHECK(line(": half if") == "unfinished");
  CHECK(line(":* cube dup square * ;").empty());
  REQUIRE(bench.load("user", "3 cube . ") == Status::kOk);
  CHECK(bench.load("user2", "square") == Status::kUnknownWord);
  bench.start("user");
  bench.run();
  CHECK(bench.output() == "27 ");
  REQUIRE(bench.load("lib", ":* ten 10 ;") == Status::kOk);
  CHECK(line("ten . n @ .") == "10 5 ");
  CHECK(line(":* cube drop 1 ; 4 cube .") == "1 ");
  bench.start("user");
  bench.run();
  CHECK(bench.output() == "1 ");
  (void)free_line;
  // Lines that define nothing take no room for good.
  for (int i = 0; i < 5000; ++i) REQUIRE(line("n @ 1+ n !").empty());
  CHECK(line("n @ .") == "5005 ");
  for (const char* name : {"user", "lib", "repl"}) {
    REQUIRE(bench.frames.remove(bench.frames.find(name)) == Status::kOk);
  }
  const Snapshot after = bench.snapshot();
  CHECK(after.code == empty.code);
  CHECK(after.data == empty.data);
  CHECK(after.dictionary == empty.dictionary);
}
