/**
 * One of `choices`, each with the same chance.
 * @param random gives a number from 0 up to, not including, 1
 */
export function oneOf<T>(choices: readonly [T, ...T[]], random: () => number): T {
  return choices[Math.floor(random() * choices.length)] ?? choices[0];
}
