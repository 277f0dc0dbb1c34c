import { demandKey, nameIn, textOf, type Demand } from './demand.ts';
import { KINDS, type KindId } from './kinds.ts';
import type { Get, List } from './question.ts';

/** Most requests of one round for one kind; more demands than that go into one list. */
const MANY = 10;
/** The same in one namespace, where lists over all namespaces are forbidden. */
const MANY_IN_ONE = 3;

/** A question to the API server, and the demands that its answer serves. */
export interface Asked {
  readonly question: Get | List;
  readonly demands: readonly Demand[];
}

/**
 * The requests that serve demands with as few and as small answers as can be: single objects and selectors of the API
 * server where these are few, else one list, of which only what is demanded is kept.
 * @param isForbidden whether a kind cannot be listed, in a namespace or over all
 */
export function questionsFor(
  demands: readonly Demand[],
  isForbidden: (kind: KindId, namespace?: string) => boolean,
): readonly Asked[] {
  return [...grouped(demands, ({ kind }) => kind)].flatMap(([kind, ofKind]) => {
    // A list of Secrets would bring their data, and needs a right that nobody should give.
    if (KINDS[kind].isMetadataOnly) return separately(ofKind);
    return isForbidden(kind)
      ? [...grouped(ofKind, ({ namespace }) => namespace)].flatMap(([namespace, ofPlace]) =>
          isForbidden(kind, namespace) ? separately(ofPlace) : together(ofPlace, MANY_IN_ONE),
        )
      : together(ofKind, MANY);
  });
}

function together(demands: readonly Demand[], most: number): readonly Asked[] {
  const single = separately(demands);
  const isEnough = single.length <= most && (single.length === 1 || !single.some(({ question }) => isBroad(question)));
  return isEnough ? single : [asked(demands)];
}

function separately(demands: readonly Demand[]): readonly Asked[] {
  return [...grouped(demands, placeAndServer).values()].map(asked);
}

/** Whether a list reads every object of its kind. */
function isBroad(question: Get | List): boolean {
  return question.ask === 'list' && !question.namespace && !question.labels && !question.fields;
}

/** What demands must have in common for one request that the API server selects for. */
function placeAndServer(demand: Demand): string {
  const { namespace = '*', by } = demand;
  return by?.selection.atServer ? demandKey(demand) : namespace;
}

/** One request for demands of one kind. */
function asked(demands: readonly Demand[]): Asked {
  const [first] = demands as readonly [Demand, ...Demand[]];
  const { kind, by } = first;
  const namespaces = new Set(demands.map(({ namespace }) => namespace));
  const [namespace] = namespaces.size === 1 ? namespaces : [];
  const place = namespace === undefined ? { kind } : { kind, namespace };
  const distinct = new Set(demands.map((each) => demandKey(each)));
  if (distinct.size === 1 && by) {
    const name = nameIn(first);
    const isOne = namespace !== undefined || !KINDS[kind].isNamespaced;
    if (name !== undefined && isOne) return { question: { ask: 'get', ...place, name }, demands };
    const { atServer } = by.selection;
    if (atServer === 'labels') return { question: { ask: 'list', ...place, labels: textOf(by.value) }, demands };
    if (atServer) return { question: { ask: 'list', ...place, fields: `${atServer}=${textOf(by.value)}` }, demands };
  }
  const keeps = demands.every(({ by: each }) => each) ? [...distinct].map((key) => key.slice(kind.length + 1)) : [];
  const labels = commonLabels(demands);
  return {
    question: {
      ...{ ask: 'list', ...place },
      ...(labels === undefined ? {} : { labels }),
      ...(keeps.length === 0 ? {} : { keep: keeps.sort() }),
    },
    demands,
  };
}

/** A selector that lets the API server leave out most of what no demand is for: `app in (a,b)`. */
function commonLabels(demands: readonly Demand[]): string | undefined {
  const all = demands.map(({ by }) =>
    by?.selection.atServer === 'labels' ? (by.value as Record<string, string>) : {},
  );
  const label = Object.keys(all[0] ?? {}).find((each) => all.every((labels) => each in labels));
  if (label === undefined) return undefined;
  return `${label} in (${[...new Set(all.map((labels) => labels[label]))].sort().join(',')})`;
}

function grouped<T, K>(items: readonly T[], key: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
