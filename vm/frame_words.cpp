// What frames leave in the dictionary: their names and the words that they export. A name keeps its slot for as
// long as a frame exports it or a frame that is there calls it.
#include "vm/frames.hpp"
#include "vm/word_search.hpp"

namespace rexa::vm {
namespace {

// Of an entry that another one has taken the place of.
constexpr uint32_t kReplaced = 0xffffffff;

// A frame's name as the dictionary has it: no token begins with a space.
struct FrameName {
  explicit FrameName(const char* name) {
    text[0] = ' ';
    while (length <= Frames::kNameLimit && name[length - 1] != 0) {
      text[length] = name[length - 1];
      ++length;
    }
  }
  char text[Frames::kNameLimit + 1];
  uint32_t length = 1;
  uint32_t fold() const { return word_fold(text, length); }
};

struct Filter {
  uint32_t drop_from, gone;
};

}  // namespace

uint32_t Frames::find(const char* name) const {
  const FrameName wanted(name);
  const Dictionary& dictionary = compiler_.dictionary();
  if (!booted_) return kMostFrames;
  const uint32_t at = dictionary.find(wanted.text, wanted.length, wanted.fold());
  if (at == 0 || name[wanted.length - 1] != 0) return kMostFrames;
  Entry entry;
  dictionary.read(at, &entry);
  return exists(entry.value) ? entry.value : kMostFrames;
}

Status Frames::name_frame(const char* name, uint32_t frame) {
  const FrameName given(name);
  return compiler_.dictionary().define(given.text, given.length, given.fold(), {EntryKind::kFrame, false, 0, frame, 0});
}

// Slots to which no name is tied.
uint32_t Frames::free_exports() const {
  uint32_t slots = system_.count(Table::kExports);
  const Dictionary& dictionary = compiler_.dictionary();
  for (uint32_t at = compiler_.library_top(); at < dictionary.top(); at = dictionary.next(at)) {
    if (dictionary.kind(at) == EntryKind::kExport) slots -= 1;
  }
  return slots;
}

uint32_t Frames::free_slot(uint32_t first_new) const {
  const Dictionary& dictionary = compiler_.dictionary();
  uint32_t slot = 0;
  for (bool taken = true; taken; slot += taken) {
    taken = false;
    Entry entry;
    for (uint32_t at = compiler_.library_top(); at < dictionary.top(); at = dictionary.next(at)) {
      if (dictionary.kind(at) != EntryKind::kExport) continue;
      dictionary.read(at, &entry);
      const bool tied = entry.value != kReplaced &&
                        (at < first_new || (entry.flags & Entry::kLive) != 0);
      taken = taken || (tied && entry.value >> 16 == slot);
    }
  }
  return slot;
}

void Frames::mark_own(uint32_t frame) {
  Dictionary& dictionary = compiler_.dictionary();
  Entry entry;
  for (uint32_t at = compiler_.library_top(); at < dictionary.top(); at = dictionary.next(at)) {
    if (dictionary.kind(at) != EntryKind::kExport || !dictionary.has(at, Entry::kLive)) continue;
    dictionary.read(at, &entry);
    if (system_.get(Table::kExports, entry.value >> 16, Field::kExportFrame) != frame + 1) continue;
    entry.flags |= Entry::kOwn;
    dictionary.update(entry);
  }
}

void Frames::unmark() {
  Dictionary& dictionary = compiler_.dictionary();
  Entry entry;
  for (uint32_t at = compiler_.library_top(); at < dictionary.top(); at = dictionary.next(at)) {
    if (dictionary.kind(at) != EntryKind::kExport) continue;
    dictionary.read(at, &entry);
    entry.flags &= Entry::kLive;
    dictionary.update(entry);
  }
}

// The older entry of the same exported name, 0 when there is none.
uint32_t Frames::older_export(const Entry& entry) const {
  const Dictionary& dictionary = compiler_.dictionary();
  const uint32_t fold = word_fold(entry.name, entry.name_length);
  uint32_t at = entry.offset;
  while ((at = dictionary.find_below(at, entry.name, entry.name_length, fold)) >= compiler_.library_top()) {
    Entry older;
    dictionary.read(at, &older);
    if (older.kind == EntryKind::kExport && older.value != kReplaced) return at;
  }
  return 0;
}

// The open frame calls what it has marked, and exports what it has defined; a version before it no longer does.
void Frames::commit_exports() {
  Dictionary& dictionary = compiler_.dictionary();
  const uint32_t first_new = compiler_.first_entry();
  const uint32_t bit = uint32_t{1} << frame_;
  Entry entry;
  for (uint32_t at = compiler_.library_top(); at < dictionary.top(); at = dictionary.next(at)) {
    if (dictionary.kind(at) != EntryKind::kExport) continue;
    dictionary.read(at, &entry);
    if (at >= first_new) {
      commit_export(&entry, first_new);
      continue;
    }
    if (!line_open_) entry.high &= ~bit;
    if ((entry.flags & Entry::kUsed) != 0) entry.high |= bit;
    entry.flags &= ~Entry::kUsed;
    if ((entry.flags & Entry::kOwn) != 0) {
      entry.flags &= ~Entry::kOwn;
      if (!line_open_) {
        entry.flags &= ~Entry::kLive;
        system_.clear(Table::kExports, entry.value >> 16);
      }
    }
    dictionary.update(entry);
  }
}

void Frames::commit_export(Entry* entry, uint32_t first_new) {
  Dictionary& dictionary = compiler_.dictionary();
  const uint32_t pc = entry->value & 0xffff;
  uint32_t slot = 0;
  if (const uint32_t older = older_export(*entry)) {
    Entry kept;
    dictionary.read(older, &kept);
    slot = kept.value >> 16;
    kept.value = pc | slot << 16;
    kept.flags |= Entry::kLive;
    dictionary.update(kept);
    entry->value = kReplaced;
    entry->flags = 0;
  } else {
    slot = free_slot(first_new);
    entry->value = pc | slot << 16;
    entry->flags = Entry::kLive;
  }
  dictionary.update(*entry);
  system_.set(Table::kExports, slot, Field::kExportFrame, frame_ + 1);
  system_.set(Table::kExports, slot, Field::kExportPc, pc);
}

// Forgets words local to frames from `drop_from` on, the name of the frame `gone`, and exported names that no
// frame exports or calls.
void Frames::filter(uint32_t drop_from, uint32_t gone) {
  const Filter rule = {drop_from, gone};
  compiler_.dictionary().filter(
      compiler_.library_top(), &rule, [](const void* self, const Dictionary& dictionary, uint32_t at) {
        const auto& given = *static_cast<const Filter*>(self);
        const EntryKind kind = dictionary.kind(at);
        if (kind != EntryKind::kFrame && kind != EntryKind::kExport) return at < given.drop_from;
        Entry entry;
        dictionary.read(at, &entry);
        if (kind == EntryKind::kFrame) return entry.value != given.gone;
        return entry.value != kReplaced && ((entry.flags & Entry::kLive) != 0 || entry.high != 0);
      });
}

}  // namespace rexa::vm
