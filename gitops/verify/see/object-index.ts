import { fits, nameIn, type Demand } from './demand.ts';
import { KeyIndex } from './key-index.ts';
import { KINDS, type KindId, type Kinds } from './kinds.ts';

type Found = Kinds[KindId];

/** The objects of one kind, in the order in which they came, each name once, found without going through all of them. */
export class ObjectIndex {
  readonly #byName = new Map<string, Found>();
  readonly #all: Found[] = [];
  /** By the names of selections; each is kept up when it is used. */
  readonly #bySelection = new Map<string, KeyIndex<Found>>();

  constructor(objects: readonly Found[] = []) {
    this.add(objects);
  }

  /** Of two versions of an object the first counts. */
  add(objects: readonly Found[]): void {
    for (const object of objects) {
      const key = nameKey(object.metadata.name, object.metadata.namespace);
      if (this.#byName.has(key)) continue;
      this.#byName.set(key, object);
      this.#all.push(object);
    }
  }

  get all(): readonly Found[] {
    return this.#all;
  }

  /** Those that a demand for their kind is for. */
  find(demand: Demand): readonly Found[] {
    const { kind, namespace } = demand;
    const name = nameIn(demand);
    if (name !== undefined && (namespace !== undefined || !KINDS[kind].isNamespaced)) {
      const one = this.#byName.get(nameKey(name, namespace));
      return one ? [one] : [];
    }
    return this.#near(demand).filter((object) => fits(object, demand));
  }

  /** Objects among which all are that fit, as few as keys tell. */
  #near({ namespace, by }: Demand): readonly Found[] {
    const found = namespace === undefined ? [] : [this.#indexed('namespace', placeOf).at([namespace])];
    if (by?.selection.keys) {
      const { name, keys } = by.selection;
      const [index, sought] = [this.#indexed(name, (object) => keys.of(object)), keys.for(by.value)];
      found.push(...(keys.isAll ? sought.map((key) => index.at([key])) : [index.at(sought)]));
    }
    return found.reduce((a, b) => (b.length < a.length ? b : a), this.#all);
  }

  #indexed(name: string, keysOf: (object: Found) => readonly string[]): KeyIndex<Found> {
    const index = this.#bySelection.get(name) ?? new KeyIndex<Found>();
    this.#bySelection.set(name, index);
    for (const object of this.#all.slice(index.size)) index.add(object, keysOf(object));
    return index;
  }
}

function nameKey(name: string, namespace = ''): string {
  return `${namespace}/${name}`;
}

function placeOf({ metadata }: Found): readonly string[] {
  return [metadata.namespace ?? ''];
}
