import type { KubernetesObject } from '../../see/objects/kubernetes-object.ts';
import type { View } from '../../see/view.ts';
import { referenceTo, type Reference } from '../reference.ts';
import { applicationsOf, holdersOf } from '../sync/applications.ts';
import { workloadsOfHost } from '../workload/workloads.ts';
import { getOf, type Request } from './request.ts';
import { virtualServicesOf } from './routes.ts';

/** The annotation that says what an application is called with, besides its health path: `POST /cek, GET /`. */
export const REQUESTS = 'umi-verify/requests';

/** What is said of a host: a request, or words that are none. */
interface StatedRequest {
  /** Whose annotation it is. */
  readonly object: Reference;
  readonly words: string;
  readonly request?: Request;
}

/** The requests that a host's VirtualServices and workloads state, and the Applications that hold them. */
export function statedRequests(view: View, name: string): readonly StatedRequest[] {
  const own: readonly (readonly [Reference, KubernetesObject])[] = [
    ...virtualServicesOf(view, name).map((each) => [referenceTo('VirtualService', each), each] as const),
    ...workloadsOfHost(view, name).map(({ kind, workload }) => [referenceTo(kind, workload), workload] as const),
  ];
  const holders = new Set(own.flatMap(([object]) => holdersOf(view, object).map((each) => each.name)));
  const applications = applicationsOf(view)
    .filter(({ metadata }) => holders.has(metadata.name))
    .map((each) => [referenceTo('Application', each), each] as const);
  return [...own, ...applications].flatMap(([object, { metadata }]) =>
    (metadata.annotations?.[REQUESTS] ?? '')
      .split(',')
      .map((each) => each.trim())
      .filter((words) => words !== '')
      .map((words) => {
        const [, method, path] = /^([A-Z]+)\s+(\/\S*)$/.exec(words) ?? [];
        const request = method && path ? { ...getOf(`https://${name}`), method, path } : undefined;
        return { object, words, ...(request ? { request } : {}) };
      }),
  );
}
