import { identityOf, type Finding } from '../model/finding.ts';
import { distinctReferences, keyOf, type Reference } from '../model/reference.ts';
import { placeText } from '../see/manifests/place.ts';

/**
 * Makes one finding of those that several deployments have for the same reason, as overlays of one base have: the
 * same code, level and field, and the same place in Git or, where no place is known, the same object. The first is
 * kept, with all deployments and all that is touched. Objects of one deployment are never made one: where several have
 * their value from one place, the first of each deployment belong together, then the second.
 * @param findings in the order in which they are told; each knows its deployments
 */
export function acrossDeployments(findings: readonly Finding[]): readonly Finding[] {
  const kept = new Map<string, Finding>();
  const objects = new Map<string, Reference>();
  const counts = new Map<string, number>();
  for (const finding of findings) {
    const { code, level, object, field = '', place, deployments = [] } = finding;
    const reason = `${code} ${level} ${place ? `${object.kind} ${placeText(place)}` : keyOf(object)} ${field}`;
    const inDeployment = `${deployments.join(' ')} ${reason}`;
    const count = counts.get(inDeployment) ?? 0;
    counts.set(inDeployment, count + 1);
    const key = `${reason} ${count}`;
    const first = kept.get(key);
    kept.set(key, first ? joined(first, finding) : finding);
    for (const each of deployments) objects.set(`${each} ${identityOf(finding)}`, (first ?? finding).object);
  }
  return [...kept.values()].map((finding) => {
    const { cause, deployments = [] } = finding;
    const object = cause && objects.get(`${deployments[0] ?? ''} ${identityOf(cause)}`);
    return cause && object ? { ...finding, cause: { ...cause, object } } : finding;
  });
}

function joined(first: Finding, other: Finding): Finding {
  const touches = [...(first.touches ?? []), ...(other.touches ?? [])];
  return {
    ...first,
    deployments: [...new Set([...(first.deployments ?? []), ...(other.deployments ?? [])])],
    ...(touches.length === 0 ? {} : { touches: distinctReferences(touches) }),
  };
}
