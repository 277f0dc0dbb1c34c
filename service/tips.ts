export interface Tip {
  /** Short, and never changed: sessions carry the ids of the tips that were heard. */
  readonly id: string;
  readonly text: string;
  readonly topics: readonly string[];
}

export interface Catalogue {
  readonly tips: readonly Tip[];
  readonly byId: ReadonlyMap<string, Tip>;
  readonly byTopic: ReadonlyMap<string, readonly Tip[]>;
}

export function catalogueOf(tips: readonly Tip[]): Catalogue {
  const topics = new Set(tips.flatMap((tip) => tip.topics));
  return {
    tips,
    byId: new Map(tips.map((tip) => [tip.id, tip])),
    byTopic: new Map([...topics].map((topic) => [topic, tips.filter((tip) => tip.topics.includes(topic))])),
  };
}

/**
 * Picks one of `tips` whose id is not among `heard`, each with the same chance; undefined when all were heard.
 * @param random gives a number from 0 up to, not including, 1
 */
export function pickTip(tips: readonly Tip[], heard: readonly string[], random: () => number): Tip | undefined {
  const fresh = tips.filter((tip) => !heard.includes(tip.id));
  return fresh[Math.floor(random() * fresh.length)];
}
