import type { Manifest } from '../../faults/manifest.ts';
import type { Ground } from '../../trace/ground.ts';
import { certificateOf } from './certificates.ts';
import { issuerOf, secretOf, type Acme } from './issuers.ts';
import { entranceOf, namedBySolvers, namespaceOf, refusalOf } from './obstacles.ts';
import { penOf, some } from './pen.ts';

// Certificates by chance, with their issuers and what stands in the way of their challenges. This knows nothing of what
// verify makes of them.

/** A Certificate and all it needs are many choices, so fewer of them may be the first one. */
const PLAIN = 0.3;

/** Certificates in a namespace of their own, and all that they depend on. */
export interface RandomIssuance {
  readonly name: string;
  readonly manifests: readonly Manifest[];
}

/** The issuance of a number; the same seed and number give the same one. */
export function issuanceOf(seed: string, number: number, ground: Ground, acme: Acme): RandomIssuance {
  const pen = { ...penOf('issuance', seed, number, ground, PLAIN), acme };
  const { name, host } = pen;
  const names = some(pen, 2, (index) => (index === 0 ? host : `www.${host}`));
  const issuer = issuerOf(pen, names);
  const certificates = names.map((each, index) => certificateOf(pen, issuer, each, index));
  const text = JSON.stringify([issuer.manifests, certificates]);
  const named = namedBySolvers(pen, (word) => text.includes(`"${word}"`));
  const passwords = text.includes(`${name}-password`) ? [secretOf(name, `${name}-password`, { password: 'x' })] : [];
  const around = issuer.isAcme ? [...entranceOf(pen), ...refusalOf(pen)] : [];
  return {
    name,
    manifests: [...namespaceOf(pen), ...passwords, ...named, ...around, ...issuer.manifests, ...certificates],
  };
}
