// Where an axis begins, ends and is labelled.

// 1, 2 and 5 times powers of ten within a range; every digit where that is too few.
function logarithmicTicks(low, high) {
  const ticks = (steps) => {
    const found = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power += 1) {
      for (const step of steps) {
        const value = Number((step * 10 ** power).toPrecision(3));
        if (value >= low * 0.999 && value <= high * 1.001) found.push(value);
      }
    }
    return found;
  };
  const few = ticks([1, 2, 5]);
  return few.length >= 3 ? few : ticks([1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9]);
}

// Round values, about `count` of them.
function linearTicks(low, high, count) {
  const raw = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((s) => s * power >= raw * 0.999) * power;
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-6); i * step <= high + step * 1e-6; i += 1) {
    ticks.push(Number((i * step).toPrecision(8)));
  }
  return ticks;
}
