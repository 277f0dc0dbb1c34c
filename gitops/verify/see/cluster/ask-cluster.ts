import { isGap, type Gap } from '../gap.ts';
import { KINDS, type Kind } from '../kinds.ts';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import { fits, type Demand } from '../demand.ts';
import type { Answers, Get, List, Log, AccessReview, Objects } from '../question.ts';
import type { Connection } from './connect.ts';
import { requestApi, type Response } from './request.ts';
import { strip } from '../strip.ts';

/** Objects in one page of a list; of each page only what is demanded stays in memory. */
const PAGE = 250;

/** Most lines of a log, from its end. */
const LINES = 20;
const LOG_BYTES = 32 * 1024;
const METADATA_ONLY = ';as=PartialObjectMetadata;g=meta.k8s.io;v=v1';

/**
 * Asks the API server for objects. It never rejects: what cannot be known is a Gap.
 * @param demands what an object of a list must be for to be kept
 */
export async function askForObjects(
  connection: Connection | Gap,
  question: Get | List,
  demands: readonly Demand[],
): Promise<Objects | Gap> {
  if (isGap(connection)) return connection;
  return question.ask === 'get' ? await get(connection, question) : await list(connection, question, demands);
}

/** Asks the API server for a log, or what a user may do. It never rejects. */
export async function askCluster(
  connection: Connection | Gap,
  question: Log | AccessReview,
): Promise<Answers['log' | 'may']> {
  if (isGap(connection)) return connection;
  return question.ask === 'log' ? await log(connection, question) : await reviewAccess(connection, question);
}

async function get(connection: Connection, { kind, namespace, name }: Get): Promise<Objects | Gap> {
  const is = KINDS[kind];
  const accept = is.isMetadataOnly ? `application/json${METADATA_ONLY}` : undefined;
  const path = `${pathOf(is, namespace)}/${encodeURIComponent(name)}`;
  const response = await requestApi(connection, { path, ...(accept === undefined ? {} : { accept }) });
  if (response === 'NotFound') return { objects: [] };
  if (isGap(response)) return response;
  const object = parse(response) as KubernetesObject | null | undefined;
  const kindSent = is.isMetadataOnly ? 'PartialObjectMetadata' : is.kind;
  if (object?.kind !== kindSent || !(object.metadata as unknown)) return notUsable(connection, `no ${is.kind}`);
  return { objects: [strip(object, kind)] };
}

interface Page {
  readonly items?: readonly KubernetesObject[];
  readonly metadata?: { readonly continue?: string };
}

async function list(
  connection: Connection,
  { kind, namespace, labels, fields }: List,
  demands: readonly Demand[],
): Promise<Objects | Gap> {
  const isDemanded = (object: KubernetesObject) => demands.some((each) => fits(object, each));
  const objects: KubernetesObject[] = [];
  let next: string | undefined;
  do {
    const parameters = { limit: String(PAGE), continue: next, labelSelector: labels, fieldSelector: fields };
    const response = await requestApi(connection, { path: pathOf(KINDS[kind], namespace), parameters });
    // For a list, NotFound means that the API server does not know the kind.
    if (response === 'NotFound') return { gap: 'KindNotInstalled', message: '' };
    if (isGap(response)) return response;
    const page = parse(response) as Page | null | undefined;
    if (!page?.items) return notUsable(connection, `no list of ${KINDS[kind].plural}`);
    objects.push(...page.items.filter(isDemanded).map((item) => strip(item, kind)));
    next = page.metadata?.continue || undefined;
  } while (next !== undefined);
  return { objects };
}

async function log(connection: Connection, { namespace, pod, container, previous }: Log): Promise<Answers['log']> {
  const response = await requestApi(connection, {
    path: `${pathOf(KINDS.Pod, namespace)}/${pod}/log`,
    parameters: { container, previous: String(previous), tailLines: String(LINES), limitBytes: String(LOG_BYTES) },
    accept: '*/*',
  });
  // The log of a container that is gone counts as empty.
  if (response === 'NotFound') return { lines: [] };
  if (isGap(response)) return response.gap === 'UnusableAnswer' ? { lines: [] } : response;
  return { lines: response.text.split('\n').filter((line) => line !== '') };
}

async function reviewAccess(
  connection: Connection,
  { user, verb, resource, namespace }: AccessReview,
): Promise<Answers['may']> {
  const [, , account] = user.split(':');
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${account ?? ''}`, 'system:authenticated'];
  const response = await requestApi(connection, {
    path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    body: {
      ...{ apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview' },
      spec: { user, groups, resourceAttributes: { verb, resource, namespace } },
    },
  });
  if (response === 'NotFound') return { gap: 'KindNotInstalled', message: '' };
  if (isGap(response)) return response;
  const review = parse(response) as { readonly status?: { readonly allowed?: boolean } } | null | undefined;
  return { isAllowed: review?.status?.allowed === true };
}

/** The path of a kind's objects at the API server: in one namespace, or in all. */
export function pathOf({ group, version, plural, isNamespaced }: Kind, namespace: string | undefined): string {
  const api = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return isNamespaced && namespace !== undefined ? `${api}/namespaces/${namespace}/${plural}` : `${api}/${plural}`;
}

function parse({ text }: Response): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function notUsable({ server }: Connection, message: string): Gap {
  return { gap: 'UnusableAnswer', message: `${server}: ${message}` };
}
