import { createEars, type Ears } from './hear.ts';
import type { InteractionModel } from './model.ts';
import { readModel } from './model-files.ts';

let own: { readonly model: InteractionModel; readonly ears: Ears } | undefined;

/** The model of this repository, and its ears; read once in a process, since that takes half a second. */
export function ownModel(): { readonly model: InteractionModel; readonly ears: Ears } {
  if (own) return own;
  const model = readModel();
  own = { model, ears: createEars(model) };
  return own;
}
