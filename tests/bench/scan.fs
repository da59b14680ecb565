\ Counts words and letters e in 4096 characters, 8000 times.
create text 4096 allot
variable found
variable letters
: prepare 4096 0 do i dup 5 * swap 3 rshift xor 31 and dup 26 < if 97 + else drop 32 endif text i + c! loop ;
: scan
  0 found ! 0 letters ! 32
  4096 0 do
    text i + c@
    dup 101 = if letters @ 1+ letters ! endif
    dup 32 = if nip else swap 32 = if found @ 1+ found ! endif endif
  loop drop ;
: scans 8000 0 do scan loop ;
prepare scans found @ . letters @ .
