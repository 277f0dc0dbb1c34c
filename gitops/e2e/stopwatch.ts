/** Tells the time since it was asked last, or made. */
export function stopwatch(): () => string {
  let last = performance.now();
  return () => {
    const [before, now] = [last, performance.now()];
    last = now;
    return `${((now - before) / 1000).toFixed(1)} s`;
  };
}
