\ Product of two matrices of 30 by 30 cells, 1000 times; prints a checksum.
create a 900 cells allot
create b 900 cells allot
create c 900 cells allot
: prepare 900 0 do i 17 mod a i cells + ! i 13 mod 6 - b i cells + ! loop ;
: element ( row column -- x ) swap 30 * 0 30 0 do over i + a swap cells + @ 3 pick i 30 * + b swap cells + @ * + loop nip nip ;
: product 30 0 do 30 0 do j i element c j 30 * i + cells + ! loop loop ;
: products 1000 0 do product loop ;
: sum 0 900 0 do c i cells + @ i 7 and * + loop ;
prepare products sum .
