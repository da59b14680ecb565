\ CRC-32 of 4096 bytes by a lookup of 256 cells, 8000 times.
create lookup 256 cells allot
create text 4096 allot
: entry 8 0 do dup 1 and if 1 rshift $edb88320 xor else 1 rshift endif loop ;
: prepare 256 0 do i entry lookup i cells + ! loop 4096 0 do i 7 * text i + c! loop ;
: crc $ffffffff 4096 0 do dup text i + c@ xor 255 and lookup swap cells + @ swap 8 rshift xor loop $ffffffff xor ;
: crcs 0 8000 0 do drop crc loop ;
prepare crcs
dup 16 rshift . 65535 and .
