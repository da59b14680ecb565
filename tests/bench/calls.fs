\ A counter loop that calls a word: 60 million calls.
: step 1+ ;
: count# 0 begin step dup 60000000 = until ;
count# .
