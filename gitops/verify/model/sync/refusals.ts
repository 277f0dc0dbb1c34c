import { failureOf } from './next-sync.ts';
import { applicationsOf } from './applications.ts';
import { referenceOf, touchedByApplication } from './consequences.ts';
import { attemptsOf, conditionsOf, operationPhaseOf } from './sync.ts';
import { grouped } from '../../see/grouped.ts';
import type { Application, SyncedResource } from '../../see/objects/application.ts';
import type { Moving } from '../moving.ts';
import { keyOf, referenceTo, type Reference } from '../reference.ts';
import type { Text } from '#program/language.ts';
import { remembered, type View } from '../../see/view.ts';

/** The reasons for which an operation is refused; there is a check for each. */
export type Reason = 'project' | 'cluster' | 'kind' | 'version' | 'immutable' | 'class' | 'commonName' | 'other';

/** A refusal of an Application or of one of its objects, by Argo CD, the API server or an admission webhook. */
export interface Refusal {
  readonly application: Application;
  readonly reason: Reason;
  /** The message, without what differs at each attempt. */
  readonly message: string;
  readonly resource: SyncedResource | undefined;
  /** The refused object if its kind is read here, else the Application. */
  readonly object: Reference;
  readonly moving?: Moving;
  /** How often it was tried, to be added to the sentence of what was seen. */
  readonly attempts: Text;
  readonly touches: readonly Reference[];
}

/** The refusals of all judged Applications for a reason, those that are of the same object together. */
export function refusalsFor(
  view: View,
  reason: Reason,
  of: (refusal: Refusal) => Reference,
): readonly (readonly Refusal[])[] {
  const found = allRefusals(view).filter((refusal) => refusal.reason === reason);
  return [...grouped(found, (refusal) => keyOf(of(refusal))).values()];
}

const allRefusals = remembered('refusals', (view) =>
  applicationsOf(view).flatMap((application) => refusalsOf(view, application)),
);

function refusalsOf(view: View, application: Application): readonly Refusal[] {
  const self = referenceTo('Application', application);
  const touches = touchedByApplication(view, application);
  const failure = failureOf(view, application);
  const common = { application, touches };
  const bySpec = conditionsOf(application, 'InvalidSpecError').map(({ message = '' }): Refusal => ({
    ...common,
    ...{ reason: reasonOf(message), message, resource: undefined, object: self },
    attempts: { en: '', ko: '' },
  }));
  if (!failure) return bySpec;
  const attempts = attemptsOf(application);
  const of = (message: string, resource?: SyncedResource): Refusal => ({
    ...common,
    ...{ reason: reasonOf(message), message, resource, attempts },
    ...failure,
    object: (resource && referenceOf(resource)) ?? self,
  });
  const refused = refusedResources(application);
  if (refused.length > 0)
    return [...bySpec, ...refused.map((resource) => of(withoutAttempts(resource.message ?? ''), resource))];
  const message = withoutAttempts(application.status?.operationState?.message ?? '');
  return isAboutTheWhole(application, message) ? [...bySpec, of(message)] : bySpec;
}

/** The objects that the last operation could not write. */
export function refusedResources({ status }: Application): readonly SyncedResource[] {
  return (status?.operationState?.syncResult?.resources ?? []).filter((resource) => resource.status === 'SyncFailed');
}

/** The objects that failed after they were written: hooks, and objects whose health a wave waits for. */
export function failedResources({ status }: Application): readonly SyncedResource[] {
  return (status?.operationState?.syncResult?.resources ?? []).filter(
    (resource) =>
      resource.status !== 'SyncFailed' && (resource.hookPhase === 'Failed' || resource.hookPhase === 'Error'),
  );
}

function isAboutTheWhole(application: Application, message: string): boolean {
  const standing = operationPhaseOf(application);
  if (standing !== 'failed' && standing !== 'retrying') return false;
  if (failedResources(application).length > 0) return false;
  // The condition has a check of its own.
  const [, condition] = /^(ComparisonError|InvalidSpecError)\b/.exec(message) ?? [];
  return condition === undefined || conditionsOf(application, condition).length === 0;
}

/** Removes the count of attempts, the general words at the start, and names of temporary files from a message. */
function withoutAttempts(message: string): string {
  return message
    .replace(/\. Retrying attempt #\d+ at [^.]*\.$/, '')
    .replace(/ \(retried \d+ times\)\.$/, '')
    .replace(/^one or more [a-z ]+?( \(dry run\))?(, reason)?: /, '')
    .replace(/(error when \w+) "\/[^"]*\/\d+": /g, '$1: ');
}

function reasonOf(message: string): Reason {
  if (/is not permitted|do(es)? not match any of the allowed|referencing project .* does not exist/.test(message))
    return 'project';
  if (
    /clusters with (this|the same) name|^error getting cluster by |can't have both name and server|^Destination server missing/.test(
      message,
    )
  )
    return 'cluster';
  if (message.includes('could not find version "')) return 'version';
  if (
    /Make sure the .* CRD is installed|could not find the requested resource|no matches for kind/.test(message) ||
    /^[A-Z]\w*\.[a-z0-9.-]+ "" not found$/.test(message)
  )
    return 'kind';
  if (/field is immutable|updates to statefulset spec for fields other than/.test(message)) return 'immutable';
  if (/denied the request: .*only one of .*'ingressClassName'.* should be specified/.test(message)) return 'class';
  if (/denied the request: .*spec\.commonName: Too long/.test(message)) return 'commonName';
  return 'other';
}
