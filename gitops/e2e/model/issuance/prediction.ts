import { checks } from '../../../verify/judge/checks/index.ts';
import { ISSUANCE_CAUSES } from '../../../verify/judge/checks/issuance-causes.ts';
import { judge } from '../../../verify/judge/judge.ts';
import type { Finding } from '../../../verify/model/finding.ts';
import { keyOf, referenceTo, type Reference } from '../../../verify/model/reference.ts';
import { settledObjects } from '../../../verify/model/settled/git-world.ts';
import { statusOf } from '../../../verify/model/trace/outcome.ts';
import { KINDS, type KindId, type Kinds } from '../../../verify/see/kinds.ts';
import { storedObjects } from '../../../verify/see/manifests/stored.ts';
import type { Certificate, Issuer } from '../../../verify/see/objects/cert-manager.ts';
import { EMPTY_SCOPE } from '../../../verify/see/scope.ts';
import { createView, type View } from '../../../verify/see/view.ts';
import { snapshotOf } from '../../../verify/see/world.ts';
import type { Manifest } from '../../faults/manifest.ts';
import { linkOf, openLinks, provenServers, waysOf, writersFor } from './links.ts';
import type { Standing } from '../standing.ts';

/** What verify says of a Certificate before it is applied. */
export type Foreseen =
  | { readonly is: 'issued' }
  | { readonly is: 'not issued'; readonly because: readonly Cause[] }
  | { readonly is: 'unknown'; readonly why: readonly string[] };

/** What stands in its way. */
export interface Cause {
  readonly code: string;
  readonly object: Reference;
  readonly seen: string;
  /** What the gateway answers to the CA, where that is the cause. */
  readonly statuses: readonly number[];
}

/** Of a look that nothing has happened before. */
const TAKEN_AT = '2026-01-01T01:00:00Z';

/**
 * What verify says of each Certificate, from what stands in the cluster and from manifests that are about to be applied.
 * @param address where all their names lead
 * @returns by `namespace/name`
 */
export function foresee(
  standing: Standing,
  manifests: readonly Manifest[],
  address: string,
): ReadonlyMap<string, Foreseen> {
  const landing = { name: '.', applications: [], missing: [], kustomizations: [], rendered: [{ objects: manifests }] };
  const stored = storedObjects(landing);
  const made = settledObjects(landing, stored, TAKEN_AT);
  const kinds = Object.keys(KINDS) as KindId[];
  const all = <K extends KindId>(kind: K) => [...(standing[kind] ?? []), ...(made[kind] ?? [])] as Kinds[K][];
  const certificates = (made.Certificate ?? []) as readonly Certificate[];
  const scope = {
    ...{ ...EMPTY_SCOPE, withSecrets: true, address },
    certificates: certificates.map(({ metadata: { namespace = '', name } }) => ({ namespace, name })),
  };
  const snapshot = snapshotOf(
    {
      ...{ format: 2, takenAt: TAKEN_AT, scope, gaps: [], answers: [] },
      objects: Object.fromEntries(kinds.map((kind) => [kind, all(kind)])),
    },
    kinds.map((kind) => ({ kind })),
  );
  const { view } = createView(snapshot);
  const findings = judge(snapshot, checks).filter(isOfIssuance);
  const proven = provenServers((standing.ClusterIssuer ?? []) as readonly Issuer[]);
  const known = new Map<string, Foreseen>();
  const of = (certificate: Certificate): Foreseen => {
    const key = keyOf(referenceTo('Certificate', certificate));
    const before = known.get(key);
    if (before) return before;
    // A CA that needs its own certificate has none.
    known.set(key, { is: 'unknown', why: ['its issuer needs itself'] });
    const own = foreseenOf(view, certificate, { findings, proven, ofWriter: of });
    known.set(key, own);
    return own;
  };
  return new Map(
    certificates.map((certificate) => [
      `${certificate.metadata.namespace ?? ''}/${certificate.metadata.name}`,
      of(certificate),
    ]),
  );
}

interface Known {
  readonly findings: readonly Finding[];
  readonly proven: ReadonlySet<string>;
  /** What is said of the Certificate that writes the Secret of a CA. */
  readonly ofWriter: (certificate: Certificate) => Foreseen;
}

function foreseenOf(view: View, certificate: Certificate, { findings, proven, ofWriter }: Known): Foreseen {
  const key = keyOf(referenceTo('Certificate', certificate));
  const about = findings.filter(({ object, touches = [] }) => [object, ...touches].some((each) => keyOf(each) === key));
  const errors = about.filter(({ level, cause }) => level === 'error' && cause === undefined);
  const statuses = waysOf(view, certificate).flatMap(({ outcome }) => statusOf(outcome) ?? []);
  const writers = writersFor(view, certificate).map(ofWriter);
  const causes = [
    ...errors.map(({ code, object, seen }) => ({ code, object, seen: seen.en, statuses, link: linkOf(code) })),
    ...writers.flatMap((each) => (each.is === 'not issued' ? each.because : [])).map((each) => ({ ...each, link: 0 })),
  ];
  const open = [
    ...openLinks(view, certificate, proven),
    ...about.flatMap(({ code, level, seen }) =>
      level === 'unknown' ? [{ why: `${code}: ${seen.en}`, link: linkOf(code) }] : [],
    ),
    ...writers.flatMap((each) => (each.is === 'unknown' ? each.why.map((why) => ({ why, link: 0 })) : [])),
  ];
  // What breaks first is what the cluster tells of.
  const first = Math.min(...causes.map(({ link }) => link));
  const earlier = open.filter(({ link }) => link < first);
  if (earlier.length > 0) return { is: 'unknown', why: [...new Set(earlier.map(({ why }) => why))] };
  return causes.length > 0 ? { is: 'not issued', because: causes } : { is: 'issued' };
}

function isOfIssuance({ code, level }: Finding): boolean {
  if (level === 'unknown') return code.startsWith('C');
  return ISSUANCE_CAUSES.includes(code) || (code.startsWith('H') && ISSUANCE_CAUSES.includes('H*'));
}
