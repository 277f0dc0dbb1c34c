import assert from 'node:assert/strict';
import { KubectlError, type Kubectl } from '../kubectl.ts';
import { parseObjects } from '../render/objects.ts';
import { UNFINISHED } from './install.ts';

/** What Argo CD's manifest brings, in its order, as far as it matters here. */
const MANIFEST = [
  ...['crd/applications.argoproj.io', 'crd/applicationsets.argoproj.io', 'crd/appprojects.argoproj.io'],
  ...['serviceaccount/argocd-server', 'clusterrole/argocd-server', 'configmap/argocd-cm', 'service/argocd-server'],
  ...['deployment/argocd-repo-server', 'statefulset/argocd-application-controller'],
];

/** A stand-in for a cluster, as kubectl shows it to `install`; for tests. */
export interface Cluster {
  readonly kubectl: Kubectl;
  /** Each call so far; `parts` are the moments at which it can be cut off. */
  readonly calls: { readonly words: string; readonly input: string | undefined; readonly parts: readonly number[] }[];
  /** What there is, with what is written on it. */
  objects(): Readonly<Record<string, readonly string[]>>;
  /** Lets nothing happen from a call on, of which as many effects happen as `part` says. */
  dieAt(call: number, part: number): void;
  /** Ends that. */
  recover(): void;
  /** Fails at calls that contain these words. */
  refuse(words: string): void;
}

/** @param names what there is already, as `kind/name` */
export function createCluster(names: readonly string[]): Cluster {
  const objects = new Map(names.map((name) => [name, new Set<string>()]));
  const calls: Cluster['calls'] = [];
  let death = { call: Infinity, part: 0 };
  let refused: string | undefined;

  const write = (name: string, mark?: string) => () => {
    const marks = objects.get(name) ?? new Set<string>();
    objects.set(name, mark === undefined ? marks : marks.add(mark));
  };
  const needs = (name: string) => {
    if (!objects.has(name)) throw new KubectlError(`Error from server (NotFound): ${name} not found`);
  };

  /** What a call says, and what it does, step by step. */
  function act(words: string, input = ''): { readonly says: string; readonly effects: readonly (() => void)[] } {
    const [, name = ''] = /^get (\S+) /.exec(words) ?? [];
    if (name !== '') {
      const marks = objects.get(name);
      const annotations = Object.fromEntries([...(marks ?? [])].map((mark) => [mark, '']));
      return { says: marks ? JSON.stringify({ metadata: { name, annotations } }) : '', effects: [] };
    }
    if (words === 'apply --server-side -f -') return { says: '', effects: [write('namespace/argocd', UNFINISHED)] };
    if (words.includes('-n argocd -f ')) {
      needs('namespace/argocd');
      return { says: '', effects: MANIFEST.map((each) => write(each)) };
    }
    if (words.startsWith('-n argocd patch configmap/argocd-cm ')) {
      needs('configmap/argocd-cm');
      return { says: '', effects: [write('configmap/argocd-cm', 'health')] };
    }
    if (words.startsWith('annotate namespace argocd '))
      return { says: '', effects: [() => objects.get('namespace/argocd')?.delete(UNFINISHED)] };
    if (words.startsWith('wait ')) return { says: '', effects: [] };
    assert.match(words, /^apply .*--field-manager=argocd-controller -f -$/);
    const applied = parseObjects(input).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    return {
      says: applied.map((each) => `${each} serverside-applied\n`).join(''),
      effects: applied.map((each) => write(each)),
    };
  }

  return {
    calls,
    kubectl: (args, input) => {
      const words = args.join(' ');
      const index = calls.length;
      return new Promise((resolve) => {
        const { says, effects } = act(words, input);
        calls.push({ words, input, parts: Array.from({ length: effects.length + 1 }, (_, part) => part) });
        if (refused !== undefined && words.includes(refused)) throw new KubectlError('refused');
        const isLast = index >= death.call;
        for (const effect of isLast ? effects.slice(0, death.part) : effects) effect();
        if (isLast) throw new KubectlError('killed');
        resolve(says);
      });
    },
    objects: () =>
      Object.fromEntries([...objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, marks]) => [name, [...marks]])),
    dieAt: (call, part) => {
      death = { call, part };
    },
    recover: () => {
      death = { call: Infinity, part: 0 };
    },
    refuse: (words) => {
      refused = words;
    },
  };
}
