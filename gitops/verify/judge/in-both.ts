import type { Text } from '#program/language.ts';

/** A text of parts that are texts themselves or the same in both languages. */
export function inBoth(words: TemplateStringsArray, ...parts: readonly (Text | string | number)[]): Text {
  const say = (language: keyof Text) =>
    String.raw({ raw: words }, ...parts.map((part) => (typeof part === 'object' ? part[language] : part)));
  return { en: say('en'), ko: say('ko') };
}

/** Texts in a row, with something between them. */
export function joined(between: string, texts: readonly Text[]): Text {
  return { en: texts.map(({ en }) => en).join(between), ko: texts.map(({ ko }) => ko).join(between) };
}
