#include "hostile_frames.hpp"

#include <fmt/format.h>

namespace rexa::test {
namespace {

class Collection {
 public:
  void add(const std::string& kind, const std::string& text) {
    frames_.push_back({fmt::format("{} {}", kind, ++number_), text + "\nend\n"});
  }
  // An attack tried once, and tried for ever by tasks that come back.
  void stubborn(const std::string& kind, const std::string& attack) {
    add(kind, attack);
    add(kind, fmt::format(": attack begin {} again ;\nbegin $ attack 255 task drop yield again", attack));
  }
  std::vector<HostileFrame> take() { return std::move(frames_); }

 private:
  std::vector<HostileFrame> frames_;
  int number_ = 0;
};

// Addresses at the edges of everything: frames' data, host data, both memories, the cell.
constexpr int kAddresses[] = {0, 2, 34, 64, 1024, 4094, 4096, 4158, 4160, 4670, 4672, 8190, 32766, -32768, -256, -2};
// In code memory: the library, frames before and behind, middles of instructions.
constexpr int kCodeAddresses[] = {0, 1, 2, 3, 17, 100, 255, 400, 512, 700, 1000, 1300, 2048, 4000, 8188, 8191, -1};

void wild_accesses(Collection& frames) {
  for (const int address : kAddresses) {
    frames.add("wild read", fmt::format("{} @ drop begin yield again", address));
    frames.add("wild read", fmt::format("{} c@ . {} s@ . {} 2@ 2. ", address, address, address));
    frames.add("wild write", fmt::format("-1 {} !", address));
    frames.add("wild write", fmt::format("-1 {} c! 0 {} s! -1l {} 2!", address, address, address));
    frames.stubborn("write of any address", fmt::format("{} 200 0 do dup -1 swap ! 2 + loop drop", address));
  }
  frames.add("write upwards to the trap", "array a 4 30000 0 do -1 a i cell+ ! loop");
  frames.add("write downwards to the trap", "array a 4 30000 0 do -1 a 0 i - cell+ ! loop");
  frames.add("read upwards to the trap", "array a 4 30000 0 do a i cell+ @ . loop");
  frames.add("wild await", "7 -2 await");
  frames.add("wild await", "7 4094 await begin again");
}

void jumps(Collection& frames) {
  for (const int address : kCodeAddresses) {
    frames.stubborn("jump", fmt::format("{} exec", address));
    frames.add("task at a wild address", fmt::format("begin {} 255 task drop yield again", address));
    frames.add("forged return", fmt::format(": w {} >r ; w", address));
    frames.add("catch of a wild token", fmt::format("begin {} catch . again", address));
  }
}

// Any instruction byte can be made to run: the low bytes of a long literal are code when entered in the middle.
void forged_instructions(Collection& frames) {
  for (int first = 0x80; first < 0x100; first += 2)
    frames.add("forged instruction", fmt::format(": w {} drop ; $ w 2 + exec", 0x12340000 | first << 8 | 0x83));
  for (int second = 0; second < 0x60; second += 3)
    frames.add("forged instruction of the second page",
               fmt::format(": w {} drop ; 1 2 3 4 5 6 $ w 2 + exec", 0x12340000 | 0xD7 << 8 | second));
}

void stacks(Collection& frames) {
  for (const char* attack :
       {"begin drop again", "begin dup again", "1 begin dup >r again", "begin r> drop again", "begin >f again",
        "0 begin dup >f again", "begin f> drop again", ": w w ; w", "begin 2drop again", "1 2 begin 2dup again",
        "30000 pick .", "-1 pick .", "0 pick .", "30000 fpick .", "begin unloop again", "i . j .",
        "100 0 do i >f loop", ": w r> r> r> ; w", ": w 5 >r w ; w", "1 2 3 .s begin .s dup again"})
    frames.stubborn("stack", attack);
}

void control(Collection& frames) {
  for (const char* attack :
       {"7 throw", "-1 throw", ": w 7 throw ; begin $ w catch drop again", ": w $ w catch ; w",
        ": w r> drop ; $ w catch .", ": w r> r> r> 7 throw ; $ w catch .", ": w begin 1 again ; $ w catch .",
        ": w 0 0 / ; $ w catch .", ": w 9 0 do i >f loop 7 throw ; begin $ w catch drop again"})
    frames.stubborn("catch and throw", attack);
}

void floods(Collection& frames) {
  for (const char* attack :
       {"begin 7 0 send again", "begin 7 1 send again", "begin 16 0 do 7 i send loop again",
        "begin 7 -1 send again", "begin receive 2drop again", "begin 7 me send again",
        ": w begin again ; begin $ w 255 task . yield again", ": w ; begin $ w 255 task drop again",
        ": w begin yield again ; 20 0 do $ w 255 task drop loop", "begin yield again", "begin 0 sleep again",
        "begin -1 sleep again", "begin 1 sleep again", "begin again", "begin 65 emit again",
        "begin 1 40 out again", "begin 0 inp drop again", "traps begin receive 2drop again",
        ": w 0 0 / ; begin $ w 255 task drop yield again", "16 base begin 255 . again", "2 base 1 . begin again"})
    frames.stubborn("flood", attack);
}

void compiles(Collection& frames) {
  std::string nested, many, literals;
  for (int i = 0; i < 200; ++i) nested += "1 if ";
  for (int i = 0; i < 400; ++i) many += fmt::format(": w{} {} ;\n", i, i);
  for (int i = 0; i < 3000; ++i) literals += fmt::format("{} drop ", 10000 + i);
  frames.add("huge allocation", "array a 30000");
  frames.add("huge allocation", "array a 65535");
  frames.add("huge allocation", "array a -1");
  frames.add("huge allocation", "array a 2000 array b 2000 array c 2000");
  frames.add("endless compile", "( a comment without an end");
  frames.add("endless compile", ".\" a string without an end");
  frames.add("endless compile", ": w begin");
  frames.add("endless compile", nested);
  frames.add("endless compile", many);
  frames.add("endless compile", literals);
  frames.add("endless compile", std::string(5000, 'x'));
  frames.add("forged export", ":* gate# ; gate#");
  frames.add("forged export", ":* . drop ; 5 .");
  frames.add("forged import", "import job job");
}

}  // namespace

std::vector<HostileFrame> hostile_frames() {
  Collection frames;
  wild_accesses(frames);
  jumps(frames);
  forged_instructions(frames);
  stacks(frames);
  control(frames);
  floods(frames);
  compiles(frames);
  return frames.take();
}

}  // namespace rexa::test
