\ Primes below 8190 by sieve over bytes, 2000 times; prints how many.
create flags 8192 allot
: clear 8190 0 do 1 flags i + c! loop ;
: strike dup dup + begin dup 8190 < while 0 over flags + c! over + repeat 2drop ;
: sieve clear 0 8190 2 do flags i + c@ if i strike 1+ endif loop ;
: sieves 0 2000 0 do drop sieve loop ;
sieves .
