\ Bubble sort of 1000 cells, 50 times; prints a checksum of the last.
create items 1000 cells allot
variable seed
: random seed @ 1103 * 12345 + 65535 and dup seed ! ;
: refill 1000 0 do random items i cells + ! loop ;
: sort 999 begin dup while
    dup 0 do
      items i cells + dup @ over cell+ @ 2dup > if 2 pick ! over cell+ ! drop else 2drop drop endif
    loop
  1- repeat drop ;
: sorts 50 0 do refill sort loop ;
: sum 0 1000 0 do items i cells + @ i 7 and * + loop ;
sorts sum .
