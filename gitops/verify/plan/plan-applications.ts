import { applicationsOf, findsApplications, resourcesOf } from '../chain/applications.ts';
import { commitsOf } from '../chain/sync.ts';
import { kindIdOf, KINDS, type KindId } from '../kinds.ts';
import type { Question } from '../question.ts';
import type { View } from '../view.ts';
import { labelSelector } from './everywhere.ts';

/** Kinds whose objects are read only because an Application holds them. */
const HELD: readonly KindId[] = [
  'Application',
  'Certificate',
  'ClusterIssuer',
  'DaemonSet',
  'Deployment',
  'Gateway',
  'GatewayApiGateway',
  'HTTPRoute',
  'Issuer',
  'Job',
  'Service',
  'StatefulSet',
  'VirtualService',
];

/** Asks for Applications, what they hold, their hooks, and how the synced commit is related to the pushed one. */
export function* planApplications(view: View): Iterable<Question> {
  const { scope } = view;
  if (findsApplications(scope)) yield { ask: 'list', kind: 'Application' };
  for (const { namespace, name } of scope.applications) yield { ask: 'get', kind: 'Application', namespace, name };
  for (const { namespace, name } of scope.certificates) yield { ask: 'get', kind: 'Certificate', namespace, name };
  for (const application of applicationsOf(view)) {
    for (const kind of HELD)
      for (const { namespace, name } of resourcesOf(application, kind))
        yield KINDS[kind].isNamespaced ? { ask: 'get', kind, namespace, name } : { ask: 'get', kind, name };
    const { operationState } = application.status ?? {};
    for (const { group = '', kind, namespace, name, hookType } of operationState?.syncResult?.resources ?? [])
      if (hookType && kindIdOf(group, kind) === 'Job' && namespace) {
        yield { ask: 'get', kind: 'Job', namespace, name };
        yield { ask: 'list', kind: 'Pod', namespace, labels: labelSelector({ 'batch.kubernetes.io/job-name': name }) };
      }
    if (scope.revision !== undefined) {
      const { compared, applied } = commitsOf(application, scope.repositories);
      for (const to of new Set([compared, applied])) if (to) yield { ask: 'ancestry', of: scope.revision, to };
    }
  }
}
