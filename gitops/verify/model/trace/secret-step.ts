import type { View } from '../../see/view.ts';
import { certificatesFor } from '../issuance/certificates.ts';
import { wasIssued } from '../issuance/solvers.ts';
import { referenceTo, type Reference } from '../reference.ts';
import type { Step } from './outcome.ts';

/** Where the certificate of a server comes from, and whether it is surely missing. @param at where the Secret is named */
export function secretStep(
  view: View,
  at: { readonly object: Reference; readonly field: string },
  { namespace, name }: { readonly namespace: string; readonly name: string },
): Step & { readonly object: Reference; readonly isMissing?: boolean } {
  const writers = certificatesFor(view, namespace, name);
  const [writer] = writers;
  const words = `Secret ${namespace}/${name}`;
  const isThere = view.scope.withSecrets && view.get('Secret', namespace, name) !== undefined;
  if (writer && !writers.some(wasIssued) && !isThere)
    return {
      ...{ object: referenceTo('Certificate', writer), field: 'status', isMissing: true },
      did: {
        en: `it was never issued, so ${words} is not there`,
        ko: `한 번도 발급되지 않았습니다. 없는 것: ${words}`,
      },
    };
  if (view.scope.withSecrets && view.isAbsent('Secret', namespace, name))
    return {
      ...{ ...at, isMissing: true },
      did: { en: `${words} does not exist`, ko: `없는 Secret입니다: ${namespace}/${name}` },
    };
  return { ...at, did: { en: `certificate of ${words}`, ko: `${words}의 인증서` } };
}
