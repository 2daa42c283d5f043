#pragma once

// Has allocations that fail end the program with one line on standard error and exit code 74.
//
// `cleanUp` runs before, on the thread whose allocation failed, and must not allocate; a thread of
// its own may end the program within some seconds.
void ae_end_when_out_of_memory(void (*cleanUp)(void));
