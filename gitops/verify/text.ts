/** A text in both languages of this program; codes, names and quotations are the same in both. */
export interface Text {
  readonly en: string;
  readonly ko: string;
}

export type Language = keyof Text;

export const LANGUAGES: readonly Language[] = ['en', 'ko'];
