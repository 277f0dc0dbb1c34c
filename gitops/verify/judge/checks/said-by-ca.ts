import { failuresOf, type Failure } from '../../model/issuance/challenges.ts';
import { touchedDown } from '../../model/issuance/solvers.ts';
import type { Observation } from '../../model/finding.ts';
import { quote } from '../../see/quote.ts';
import type { Text } from '#program/language.ts';
import type { View } from '../../see/view.ts';
import { inBoth } from '../in-both.ts';

/** What a CA said of validations that failed. @param meaning of one; undefined where it is not meant */
export function* saidByCa(view: View, meaning: (failure: Failure) => Text | undefined): Iterable<Observation> {
  for (const failure of failuresOf(view)) {
    const { object, certificate, text } = failure;
    const what = meaning(failure);
    if (what) yield { object, seen: inBoth`${what}: ${quote(text, 300)}`, touches: touchedDown(view, certificate) };
  }
}

/** Whether the CA's request for a page failed, and not that for a record: the way to the gateway may be the reason. */
export function isOfHttp01({ isDns01, error }: Failure, ...types: readonly string[]): boolean {
  return !isDns01 && types.includes(error.type);
}
