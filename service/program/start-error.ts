import { inLanguage, type Text } from './language.ts';

/** A program cannot start: every problem that its user can mend, each with its place and what was expected. */
export class StartError extends Error {
  override name = 'StartError';
  readonly texts: readonly (string | Text)[];

  constructor(texts: readonly (string | Text)[]) {
    super(texts.map((text) => inLanguage(text, 'en')).join('\n'));
    this.texts = texts;
  }

  /** In English. */
  get problems(): readonly string[] {
    return this.texts.map((text) => inLanguage(text, 'en'));
  }
}
