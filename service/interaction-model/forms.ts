/** A word → all forms that may stand for it. */
export type Forms = ReadonlyMap<string, readonly string[]>;

/** A text whose forms cannot be written out; the message says why. */
export class FormError extends Error {
  override name = 'FormError';
}

/**
 * Every way to say a text, each once: `(하나|두 개)` stands for either, `(하나|)` for it or nothing, `{알려줘}` for every
 * form that `forms` has of the word.
 * @throws {FormError}
 */
export function writtenOut(text: string, forms: Forms = new Map()): string[] {
  return [...new Set(everyWay(text, forms).map((way) => way.replaceAll(/ {2,}/g, ' ').trim()))];
}

function everyWay(text: string, forms: Forms): string[] {
  const group = /\(([^()]*)\)|\{([^(){}]*)\}/.exec(text);
  if (!group) {
    const stray = /[(){}]/.exec(text);
    if (stray) throw new FormError(`“${stray[0]}” without its other half`);
    return [text];
  }
  const [whole, choices, word = ''] = group;
  const alternatives = choices?.split('|') ?? forms.get(word);
  if (!alternatives) throw new FormError(`{${word}}: no line of forms.tsv begins with it`);
  const head = text.slice(0, group.index);
  const tail = text.slice(group.index + whole.length);
  // Inside of another group, what is behind this one is not a text of its own.
  if (head.includes('(')) return alternatives.flatMap((choice) => everyWay(`${head}${choice}${tail}`, forms));
  const ends = everyWay(tail, forms);
  const middles = alternatives.flatMap((choice) => everyWay(choice, forms));
  return middles.flatMap((middle) => ends.map((end) => `${head}${middle}${end}`));
}

/** Particles that have one form behind a final consonant and another behind a vowel. */
const PARTICLES = [
  ['이', '가'],
  ['은', '는'],
  ['을', '를'],
  ['과', '와'],
  ['이랑', '랑'],
  ['이나', '나'],
  ['이야', '야'],
  ['이라고', '라고'],
] as const;

/** Whether what follows a word without a space, such as 이 in “깃이 이상해”, is the form of a particle that the word needs. */
export function particleFits(word: string, rest: string): boolean {
  const particle = rest.replace(/\s.*/s, '');
  const syllable = (word.at(-1)?.codePointAt(0) ?? 0) - 0xac_00;
  // How a word in Latin letters ends is not seen from its letters.
  if (syllable < 0 || syllable > 11_171) return true;
  const consonant = syllable % 28;
  const RIEUL = 8;
  if (/^으로(?!그)/.test(particle)) return consonant !== 0 && consonant !== RIEUL;
  if (particle === '로') return consonant === 0 || consonant === RIEUL;
  const pair = PARTICLES.find((pair) => pair.some((form) => form === particle));
  return !pair || pair[consonant === 0 ? 1 : 0] === particle;
}
