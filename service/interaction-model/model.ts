import type { IntentFile, SlotValue } from './tsv.ts';

/** Everything that is typed into the console, and what the simulator needs besides. */
export interface InteractionModel {
  readonly skill: Skill;
  readonly intents: readonly NamedIntent[];
  /**
   * What is likely said for the intents that are built into CLOVA, besides BUILT_IN_UTTERANCES. The console takes none of
   * it, and what CLOVA itself knows is not published.
   */
  readonly builtIns?: readonly NamedIntent[];
  readonly slotTypes: readonly {
    readonly name: string;
    readonly file: string;
    readonly values: readonly SlotValue[];
  }[];
}

export type NamedIntent = IntentFile & { readonly name: string; readonly file: string };

export interface Skill {
  readonly file: string;
  readonly extensionId: string;
  readonly name: string;
  readonly invocationNames: readonly string[];
  /** What users call the skill by before a command; CLOVA routes none of them. */
  readonly calls?: readonly string[] | undefined;
  readonly store: {
    readonly description: string;
    readonly shortDescription: string;
    readonly examplePhrases: readonly string[];
    readonly keywords: readonly string[];
  };
}
