// Frames at run time: text arrives in pieces and becomes a frame beside those that run, replaces one, or goes
// again. No heap: the table of frames in system memory is also the list of what is allocated.
// Invariants: memory that no frame owns is zero; a frame that does not compile leaves code, data, dictionary and
// system memory as they were; every call of another frame's word goes through its slot, which keeps its name.
//
//   Frames frames(kTables, memories, view(context));
//   frames.boot();                                       // library words, empty tables
//   frames.open("blink");                                // a new frame, or a new version of that frame
//   frames.feed(text, length); ...                       // as it arrives, micro-slices of other tasks between
//   if (frames.close() == Status::kOk) frames.start(frames.last(), 1, &task);
//
//   code memory:   | library | 3 | frame | 3 | free, zero | frame | 3 | ... |    3: bytes where nothing begins
#pragma once

#include <stdint.h>

#include "vm/compiler.hpp"
#include "vm/system_memory.hpp"

namespace rexa::vm {

// Bytes to look for; 0: the largest gap. A frame keeps only what it needs, a session all.
struct FrameSizes {
  uint32_t code = 0, data = 0;
};

class Frames : UsesTables {
 public:
  static constexpr uint32_t kMostFrames = 32;
  static constexpr uint32_t kNameLimit = 30;  // characters of a frame's name
  static constexpr uint32_t kMainPriority = 1;

  // A build with tasks. All memories are the caller's and may hold anything.
  Frames(const Tables& tables, const Memories& memories, const MachineView& machine, const Listener& listener = {});

  // Compiles the library and forgets every frame and task. Once, and again to start all over.
  Status boot();

  // Begins a frame. When a frame of that name is there, it goes on until close() puts the new one in its place.
  Status open(const char* name, FrameSizes sizes = {});
  Status feed(const char* text, uint32_t length);
  // Where text may be put to be compiled in place: the free end of the open frame's code block.
  char* text_room(uint32_t* bytes);
  // The frame's whole text, which lies at the end of text_room().
  Status compile_in_place(uint32_t length);
  // Installs the frame: ends what runs in the version before it, hands on its exported words.
  Status close();
  // Forgets the open frame, as an error does.
  void abandon();
  bool is_open() const { return open_; }

  // Ends the frame's tasks and those that are inside it; frees its memory, its number, its exported words.
  Status remove(uint32_t frame);
  // Makes a task that begins with the frame's first word. Starts the machine when nothing runs.
  Status start(uint32_t frame, uint32_t priority, uint32_t* task);

  // A frame that is added to line by line, and whose words all stay known to later lines; one at a time.
  // Its first line may come at once.
  Status open_session(const char* name, FrameSizes sizes = {});
  Status open_line();  // then feed() and close(), and start_line()
  Status start_line(uint32_t priority, uint32_t* task);
  // The line's task has ended: gives back its code, if nothing was defined.
  void line_done();
  bool has_session() const { return session_ < kMostFrames; }
  uint32_t session() const { return session_; }

  // The frame of that name, or kMostFrames.
  uint32_t find(const char* name) const;
  bool exists(uint32_t frame) const;
  uint32_t last() const { return frame_; }  // opened last
  uint32_t free_code() const { return free_bytes(true); }
  uint32_t free_data() const { return free_bytes(false); }
  const Error& error() const { return compiler_.error(); }
  Compiler& compiler() { return compiler_; }
  const Compiler& compiler() const { return compiler_; }
  const SystemMemory& system() const { return system_; }

 private:
  struct Block {
    uint32_t lo, end;
  };

  Status opening(const char* name, uint32_t* frame);
  Status give_up(Status status);
  void install();
  void install_line();
  void clear_code(uint32_t from, uint32_t end);
  void wipe(uint32_t frame);
  void set_bounds(uint32_t frame, const Block& code, const Block& data);

  Block block(uint32_t frame, bool code) const;
  bool allocate(bool code, uint32_t bytes, Block* found) const;
  uint32_t gap_at(bool code, uint32_t lo) const;
  uint32_t free_bytes(bool code) const;

  Status name_frame(const char* name, uint32_t frame);
  uint32_t free_exports() const;
  uint32_t free_slot(uint32_t first_new) const;
  uint32_t older_export(const Entry& entry) const;
  void mark_own(uint32_t frame);
  void unmark();
  void commit_exports();
  void commit_export(Entry* entry, uint32_t first_new);
  void filter(uint32_t drop_from, uint32_t gone);

  void end_tasks(uint32_t frame);
  bool inside(uint32_t task, uint32_t frame) const;
  void end_task(uint32_t task);
  void settle();
  Status start_at(uint32_t frame, uint32_t pc, uint32_t priority, uint32_t* task);
  bool runs() const { return *machine_.status == RunStatus::kRunning; }
  uint32_t cell_bytes() const { return cell_bits() / 8u; }

  Memories memories_;
  MachineView machine_;
  SystemMemory system_;
  Compiler compiler_;
  Block code_{}, data_{};  // what frames may have of the two memories
  Place place_{};          // of the open frame
  uint32_t name_at_ = 0;   // its entry in the dictionary, when it is new
  uint32_t frame_ = kMostFrames;
  uint32_t session_ = kMostFrames;
  uint32_t session_code_ = 0, session_data_ = 0;  // where its next line goes
  uint32_t line_ = 0;                             // where its last line begins
  bool booted_ = false, open_ = false, line_open_ = false, text_within_ = false;
  bool line_passes_ = false;  // the last line left nothing that later ones could use
};

}  // namespace rexa::vm
