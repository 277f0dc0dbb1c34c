import { levelAt, type Check } from './check.ts';
import type { Finding, Observation } from '../model/finding.ts';
import { compareFindings } from './series.ts';
import { withCauses } from './causes.ts';
import { isObject, type Reference } from '../model/reference.ts';
import { linksThatHold } from './healthy-links.ts';
import { onItsWay, type Moving } from '../model/moving.ts';
import { settlingOfWrite } from '../model/trace/settling.ts';
import type { Manifests } from '../see/manifests/manifests.ts';
import type { Snapshot, Trace, Unknown } from '../see/snapshot.ts';
import { brokenCheck, findUnknowns } from './unknown.ts';
import { createView, type View } from '../see/view.ts';

/**
 * Runs every check on a snapshot.
 * @param manifests what Git holds, where that is what was seen
 * @returns the findings, worst first, each consequence with its cause
 */
export function judge(snapshot: Snapshot, checks: readonly Check[], manifests?: Manifests): readonly Finding[] {
  const { view: whole } = createView(snapshot);
  const unknowns: { readonly check: Check; readonly unknown: Unknown }[] = [];
  const findings: Finding[] = [];
  for (const check of checks) {
    const { view, trace } = createView(snapshot);
    try {
      const inGit = (manifests && check.inGit?.(manifests)) ?? [];
      for (const seen of [...observationsOf(view, check), ...inGit]) {
        const observation = { ...seen, ...onItsWay(seen.moving, settlingOf(seen.object, whole)) };
        findings.push({ ...observation, code: check.code, level: levelAt(snapshot.now, check, observation) });
      }
    } catch (error) {
      findings.push(brokenCheck(check, error));
    }
    for (const unknown of trace.unknowns) unknowns.push({ check, unknown });
  }
  return withCauses([...findings, ...findUnknowns(unknowns, snapshot.answered)].sort(compareFindings), checks);
}

/** What the checks, and the lines that tell what is fine, have looked at so far, and what they want to look at next. */
export function followRelations(snapshot: Snapshot, checks: readonly Check[]): Trace {
  const { view, trace } = createView(snapshot);
  for (const check of checks)
    try {
      observationsOf(view, check);
    } catch {
      // It is told when all is known.
    }
  linksThatHold(view);
  return trace;
}

function observationsOf(view: View, check: Check): readonly Observation[] {
  return view.remember(`check ${check.code}`, () => [...check.judge(view)]);
}

/** The rest of its sync may still follow on an object that was written a moment ago. */
function settlingOf(reference: Reference, view: View): Moving | undefined {
  // An Application always seems new, because Argo CD writes its status at each refresh.
  if (!isObject(reference) || reference.kind === 'Application') return undefined;
  const { kind, namespace, name } = reference;
  const found = view.get(kind, namespace, name);
  return found && settlingOfWrite(found);
}
