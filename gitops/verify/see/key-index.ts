/** Things in an order, found by any of their keys without going through all of them. */
export class KeyIndex<T> {
  readonly #all: T[] = [];
  readonly #places = new Map<string, number[]>();

  constructor(all: readonly T[] = [], keysOf: (each: T) => readonly string[] = () => []) {
    for (const each of all) this.add(each, keysOf(each));
  }

  get size(): number {
    return this.#all.length;
  }

  add(each: T, keys: readonly string[]): void {
    const place = this.#all.push(each) - 1;
    for (const key of new Set(keys)) {
      const places = this.#places.get(key);
      if (places) places.push(place);
      else this.#places.set(key, [place]);
    }
  }

  /** Those that have one of the keys, each once, in their order. */
  at(keys: readonly string[]): readonly T[] {
    const [first = [], ...others] = keys.flatMap((key) => {
      const places = this.#places.get(key);
      return places ? [places] : [];
    });
    const places = others.length === 0 ? first : [...new Set([first, ...others].flat())].sort((a, b) => a - b);
    return places.map((place) => this.#all[place] as T);
  }
}
