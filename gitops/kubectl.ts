import { run } from '#program/run.ts';
import { StartError } from '#program/start-error.ts';
import type { KubernetesObject } from './verify/see/objects/kubernetes-object.ts';

export type { KubernetesObject };

/** kubectl ended with another status than 0; the message is what it said. */
export class KubectlError extends Error {
  override name = 'KubectlError';
}

/** Gives standard output. @throws {KubectlError} */
export type Kubectl = (args: readonly string[], input?: string) => Promise<string>;

interface Options {
  readonly context: string;
  /** Seconds for one request to the API server. */
  readonly requestTimeout?: number;
  /** The environment that kubectl is looked for in, and run with; that of this process where none is given. */
  readonly env?: NodeJS.ProcessEnv;
}

/** kubectl of the PATH, bound to one context, so that no command can reach another cluster by accident. */
export function createKubectl({ context, requestTimeout = 30, env }: Options): Kubectl {
  const bound = ['--context', context, `--request-timeout=${requestTimeout}s`];
  const options = env ? { env } : {};
  return async (args, input = '') => {
    const ended = run('kubectl', [...bound, ...args], { ...options, input });
    const { status, stdout, stderr } = await ended.catch((error: unknown) => {
      throw error instanceof StartError ? new KubectlError(error.message) : error;
    });
    if (status === 0) return stdout;
    throw new KubectlError(stderr.trim() || `kubectl ended with ${status ?? 'a signal'}`);
  };
}

/** The object, or undefined where there is none. `what` is as in `kubectl get`, such as `certificate/x`. */
export async function getObject<T extends KubernetesObject>(
  kubectl: Kubectl,
  what: string,
  namespace?: string,
): Promise<T | undefined> {
  const text = await kubectl(['get', what, '--ignore-not-found', '-o', 'json', ...inNamespace(namespace)]);
  return text === '' ? undefined : (JSON.parse(text) as T);
}

/** The objects of a kind; `selection` is more of `kubectl get`, such as `-l app=x`. */
export async function listObjects<T extends KubernetesObject>(
  kubectl: Kubectl,
  kind: string,
  namespace?: string,
  selection: readonly string[] = [],
): Promise<readonly T[]> {
  const text = await kubectl(['get', kind, '-o', 'json', ...inNamespace(namespace), ...selection]);
  return (JSON.parse(text) as { items: T[] }).items;
}

function inNamespace(namespace: string | undefined): string[] {
  return namespace === undefined ? [] : ['-n', namespace];
}
