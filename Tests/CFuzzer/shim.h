// What libFuzzer gives a mutator: https://llvm.org/docs/LibFuzzer.html
#pragma once
#include <stddef.h>
#include <stdint.h>

// Changes the `size` bytes at `data` in place, to `most` bytes at most; returns how many there are.
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

// Runs the fuzzer with the program's arguments.
int LLVMFuzzerRunDriver(
    int *count, char ***arguments, int (*test)(const uint8_t *data, size_t size));
