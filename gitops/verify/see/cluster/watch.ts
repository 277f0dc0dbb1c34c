import { Watch } from '@kubernetes/client-node';
import { isGap, type Gap } from '../gap.ts';
import { KINDS, type KindId } from '../kinds.ts';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import type { Snapshot } from '../snapshot.ts';
import { pathOf } from './ask-cluster.ts';
import type { Connection } from './connect.ts';

/** Most watches for single names of a kind; where there are more names, the whole namespace is watched. */
const NAMES = 3;

interface Watching {
  stop(): void;
}

/**
 * Tells when something that a snapshot saw has changed. A watch that fails or ends is not started again, because the
 * next look comes after some time anyway.
 */
export function watch(connection: Connection | Gap, snapshot: Snapshot, onChange: () => void): Watching {
  if (isGap(connection)) return { stop: () => undefined };
  const watcher = new Watch(connection.kubeConfig);
  const controllers: AbortController[] = [];
  let isStopped = false;
  for (const { path, parameters } of subscriptions(snapshot))
    void watcher
      .watch(
        path,
        { ...parameters, timeoutSeconds: 300, resourceVersion: '0' },
        (phase: string, object: KubernetesObject) => {
          if (!isStopped && isNews(phase, object, snapshot.takenAt)) onChange();
        },
        () => undefined,
      )
      .then(
        (controller) => {
          if (isStopped) controller.abort();
          else controllers.push(controller);
        },
        () => undefined,
      );
  return {
    stop() {
      isStopped = true;
      for (const controller of controllers) controller.abort();
    },
  };
}

/** Whether an event is news; what was there already comes first, as ADDED. */
function isNews(phase: string, { metadata }: KubernetesObject, since: string): boolean {
  if (phase !== 'ADDED') return phase !== 'BOOKMARK';
  return Date.parse(metadata.creationTimestamp ?? '') >= Date.parse(since) - 1_000;
}

interface Subscription {
  readonly path: string;
  readonly parameters: Readonly<Record<string, string | undefined>>;
}

/** The places to watch among all that was asked for: kinds whose changes are news, each place once. */
function subscriptions({ exchanges }: Pick<Snapshot, 'exchanges'>): readonly Subscription[] {
  const names = new Map<
    string,
    { readonly kind: KindId; readonly namespace: string | undefined; readonly names: Set<string> }
  >();
  const whole = new Map<string, Subscription>();
  const note = (kind: KindId, namespace: string | undefined, name: string) => {
    const path = pathOf(KINDS[kind], namespace);
    const place = names.get(path) ?? { kind, namespace, names: new Set<string>() };
    names.set(path, place);
    place.names.add(name);
  };
  for (const { question, answer } of exchanges) {
    if ((question.ask !== 'get' && question.ask !== 'list') || !KINDS[question.kind].isWatched) continue;
    const { kind, namespace } = question;
    const path = pathOf(KINDS[kind], namespace);
    if (question.ask === 'get') note(kind, namespace, question.name);
    // Watching all namespaces would tell of many objects of which the list kept few.
    else if (namespace === undefined && question.keep)
      for (const { metadata } of 'objects' in answer ? answer.objects : [])
        note(kind, metadata.namespace, metadata.name);
    else whole.set(`${path} ${question.labels ?? ''}`, { path, parameters: { labelSelector: question.labels } });
  }
  for (const [path, place] of names) {
    if (whole.has(`${path} `)) continue;
    if (place.names.size > NAMES) whole.set(`${path} `, { path, parameters: {} });
    else
      for (const name of place.names)
        whole.set(`${path} ${name}`, { path, parameters: { fieldSelector: `metadata.name=${name}` } });
  }
  return [...whole.values()];
}
