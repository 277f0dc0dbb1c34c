import { demandKey, every, nameIn, textOf, type Demand } from './demand.ts';
import { grouped } from './grouped.ts';
import { KINDS, type KindId } from './kinds.ts';
import type { Get, List } from './question.ts';

/** Most requests of one round for one kind; more demands than that go into one list. */
const MANY = 10;
/** The same for events in one namespace, where lists over all namespaces are forbidden. */
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
    if (!isForbidden(kind)) return together(ofKind, MANY);
    return [...grouped(ofKind, ({ namespace }) => namespace)].flatMap(([namespace, ofPlace]) => {
      if (isForbidden(kind, namespace)) return separately(ofPlace);
      // One list for all that is still to come; events are too many for that.
      return kind === 'Event' ? together(ofPlace, MANY_IN_ONE) : [asked([every(kind, namespace), ...ofPlace])];
    });
  });
}

function together(demands: readonly Demand[], most: number): readonly Asked[] {
  const single = separately(demands);
  if (single.length > 1 && single.some(({ question }) => isBroad(question))) return [asked(demands)];
  if (single.length <= most) return single;
  const places = grouped(demands, ({ namespace }) => namespace);
  if (!places.has(undefined) && places.size <= most) return [...places.values()].map(asked);
  return alike(demands).map(asked);
}

/** Demands by labels as groups with a label in common, the largest first; all others are one group. */
function alike(demands: readonly Demand[]): readonly (readonly Demand[])[] {
  const all = demands.flatMap((demand) => Object.keys(labelsIn(demand)).map((label) => ({ demand, label })));
  const groups = [...grouped(all, ({ label }) => label).values()].map((group) => group.map(({ demand }) => demand));
  const [largest] = groups.sort((a, b) => b.length - a.length);
  if (!largest || demands.some((demand) => Object.keys(labelsIn(demand)).length === 0)) return [demands];
  const rest = demands.filter((demand) => !largest.includes(demand));
  return rest.length === 0 ? [largest] : [largest, ...alike(rest)];
}

/** The labels in a demand by labels; none in any other. */
function labelsIn({ by }: Demand): Readonly<Record<string, string>> {
  return by?.selection.atServer === 'labels' ? (by.value as Record<string, string>) : {};
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
    const { atServer, always } = by.selection;
    const fields = [`${atServer ?? ''}=${textOf(by.value)}`, ...(always === undefined ? [] : [always])].join(',');
    if (atServer === 'labels') return { question: { ask: 'list', ...place, labels: textOf(by.value) }, demands };
    if (atServer) return { question: { ask: 'list', ...place, fields }, demands };
  }
  const keeps = demands.every(({ by: each }) => each) ? [...distinct].map((key) => key.slice(kind.length + 1)) : [];
  const labels = commonLabels(demands);
  const always = by?.selection.always;
  const fields = demands.every(({ by: each }) => each?.selection.always === always) ? always : undefined;
  return {
    question: {
      ...{ ask: 'list', ...place },
      ...(labels === undefined ? {} : { labels }),
      ...(fields === undefined ? {} : { fields }),
      ...(keeps.length === 0 ? {} : { keep: keeps.sort() }),
    },
    demands,
  };
}

/** A selector that lets the API server leave out most of what no demand is for: `app in (a,b)`. */
function commonLabels(demands: readonly Demand[]): string | undefined {
  const all = demands.map(labelsIn);
  const label = Object.keys(all[0] ?? {}).find((each) => all.every((labels) => each in labels));
  if (label === undefined) return undefined;
  return `${label} in (${[...new Set(all.map((labels) => labels[label]))].sort().join(',')})`;
}
