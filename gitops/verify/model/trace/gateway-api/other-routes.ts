import type { View } from '../../../see/view.ts';
import { admits } from '../../host-patterns.ts';
import { referenceTo } from '../../reference.ts';
import { routesOfParent, type RouteKind } from '../../relations.ts';
import type { Step } from '../outcome.ts';
import type { ApiListener } from './listeners.ts';

/** The routes besides HTTPRoutes that a listener may take, by its protocol. */
const KINDS: Readonly<Record<string, readonly RouteKind[]>> = {
  HTTP: ['GRPCRoute'],
  HTTPS: ['GRPCRoute'],
  TCP: ['TCPRoute'],
  TLS: ['TLSRoute', 'TCPRoute'],
};

/** That a route which is not followed has rules at a listener, for a host or for any, if so. */
export function otherRouteAt(view: View, { object, listener }: ApiListener, host?: string): Step | undefined {
  for (const kind of KINDS[listener.protocol] ?? []) {
    const [route] = view
      .list(routesOfParent(kind, object))
      .filter(({ spec }) => host === undefined || (spec.hostnames ?? ['*']).some((each) => admits(each, host)));
    if (route)
      return {
        ...{ object: referenceTo(kind, route), field: kind === 'TCPRoute' ? 'spec.rules' : 'spec.hostnames' },
        did: {
          en: `it may take the request: a ${kind} is not followed`,
          ko: `${kind}가 이 요청을 받을 수 있지만, 그 처리는 추적하지 않습니다`,
        },
      };
  }
  return undefined;
}
