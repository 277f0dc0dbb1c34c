import type { IntentFile, SlotValue } from './tsv.ts';

/** Everything that is typed into the console. */
export interface InteractionModel {
  readonly skill: Skill;
  readonly intents: readonly (IntentFile & { readonly name: string; readonly file: string })[];
  readonly slotTypes: readonly {
    readonly name: string;
    readonly file: string;
    readonly values: readonly SlotValue[];
  }[];
}

export interface Skill {
  readonly file: string;
  readonly extensionId: string;
  readonly name: string;
  readonly invocationNames: readonly string[];
  readonly store: {
    readonly description: string;
    readonly shortDescription: string;
    readonly examplePhrases: readonly string[];
    readonly keywords: readonly string[];
  };
}
