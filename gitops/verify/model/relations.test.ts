import assert from 'node:assert/strict';
import { every, fits, labelled, named, type Demand } from '../see/demand.ts';
import type { KindId, Kinds } from '../see/kinds.ts';
import { ObjectIndex } from '../see/object-index.ts';
import * as relations from './relations.ts';

const HOSTS = ['*', '*.test', '*.example.test', 'shop.example.test', 'Shop.Example.test', '*.shop.example.test', 'web'];
const NAMES = [...HOSTS, 'x.shop.example.test', 'example.test', 'test', 'a.b.test', ''];
const LABELS = [{}, { app: 'web' }, { app: 'web', tier: 'front' }, { app: 'other' }, { tier: 'front' }];

type Fields = Readonly<Record<string, unknown>>;

/** An object for each of some contents, in three namespaces by turns. */
function objectsWith(contents: readonly Fields[]): readonly Kinds[KindId][] {
  return contents.map(({ metadata, ...content }, index) => ({
    metadata: { name: `${index}`, namespace: ['a', 'b', 'shop'][index % 3], ...(metadata as Fields) },
    ...content,
  })) as unknown as readonly Kinds[KindId][];
}

const withLabels = objectsWith(LABELS.map((labels) => ({ metadata: { labels } })));
const withTemplates = objectsWith(LABELS.map((labels) => ({ spec: { template: { metadata: { labels } } } })));
const withSelectors = objectsWith([{ spec: {} }, ...LABELS.map((selector) => ({ spec: { selector } }))]);
const pod = (labels: Fields) => ({ metadata: { name: 'p', namespace: 'a', labels: labels as Record<string, string> } });

/** For each kind, objects whose fields differ, and demands for some of them. */
const CASES: readonly (readonly [string, readonly Kinds[KindId][], readonly Demand[]])[] = [
  [
    'labels',
    withLabels,
    LABELS.flatMap((labels) => [labelled('Pod', undefined, labels), labelled('Pod', 'a', labels)]),
  ],
  ['names', withLabels, [named('Pod', undefined, '1'), named('Pod', 'a', '3'), named('Pod', 'b', '3')]],
  ['namespaces', withLabels, [every('Pod'), every('Pod', 'a'), every('Pod', 'c')]],
  [
    'templates',
    withTemplates,
    LABELS.flatMap((each) => [
      relations.workloadsWithLabels('Deployment', each),
      relations.workloadsWithLabels('Deployment', each, 'b'),
    ]),
  ],
  ['selectors of Services', withSelectors, LABELS.map((labels) => relations.servicesOfPod(pod(labels)))],
  ['selectors of Gateways', withSelectors, LABELS.map((labels) => relations.gatewaysForLabels(labels))],
  [
    'hosts of Gateways',
    objectsWith(
      HOSTS.flatMap((host) => [host, `a/${host}`]).map((host) => ({ spec: { servers: [{ hosts: [host] }] } })),
    ),
    NAMES.map(relations.gatewaysForHost),
  ],
  [
    'hosts of VirtualServices',
    objectsWith(
      HOSTS.flatMap((host) => [{ spec: { hosts: [host] } }, { spec: { hosts: [host, 'shop.example.test'] } }]),
    ),
    [...NAMES.map(relations.virtualServicesForHost), ...NAMES.map(relations.meshVirtualServicesFor)],
  ],
  [
    'hosts of DestinationRules',
    objectsWith(
      ['web', 'web.a.svc.cluster.local', '*.a.svc.cluster.local', '*', 'web.a'].map((host) => ({ spec: { host } })),
    ),
    [relations.destinationRulesOf('web', 'a'), relations.destinationRulesOf('web', 'b')],
  ],
  [
    'names in Certificates',
    objectsWith(HOSTS.map((host) => ({ spec: { secretName: host, dnsNames: [host] } }))),
    [
      ...NAMES.map(relations.certificatesForHost),
      relations.writersOfSecret('web'),
      relations.writersOfSecret('web', 'a'),
    ],
  ],
  [
    'events',
    objectsWith(['Failed', 'Pulled'].map((reason) => ({ involvedObject: { uid: 'u' }, reason }))),
    ['u', 'v'].map((uid) => relations.eventsOf({ metadata: { name: 'p', namespace: 'a', uid } })),
  ],
];

describe('relations', () => {
  for (const [what, objects, demands] of CASES)
    it(`are found by an index of ${what} as by going through all objects`, () => {
      const index = new ObjectIndex(objects.slice(0, 2));
      for (const demand of demands) index.find(demand);
      // What comes after the first look-up is filed, too.
      index.add(objects);
      for (const demand of demands)
        assert.deepEqual(
          index.find(demand),
          objects.filter((object) => fits(object, demand)),
          JSON.stringify(demand),
        );
      assert.ok(demands.some((demand) => index.find(demand).length > 0));
    });
});
