\ Empty nested loops: 200 million turns.
: turns 20000 0 do 10000 0 do loop loop ;
turns
1 .
