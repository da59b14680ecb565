\ The 30th Fibonacci number by double recursion, twenty times.
: fib dup 2 < if exit endif dup 1- recurse swap 2 - recurse + ;
: fibs 0 20 0 do drop 30 fib loop ;
fibs .
