/** What is told in both languages of this program. Codes, names and quotes are the same in both. */
export interface Text {
  readonly en: string;
  readonly ko: string;
}

export type Language = keyof Text;

export const LANGUAGES: readonly Language[] = ['en', 'ko'];
