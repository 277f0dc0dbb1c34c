import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { KINDS, type KindId } from '../../see/kinds.ts';
import { ISSUANCE_FIELDS } from '../issuance/fields.ts';
import type { Fields } from './field-table.ts';
import { FIELDS, hasDeeperRows, rowBelow, unmodelledFields, type TabledKind } from './fields.ts';

interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** What an API server knows of a kind, as it stands in gitops/render/schemas. */
function schemaOf(kind: KindId): Schema {
  const { group, version, kind: name } = KINDS[kind];
  const file = `${[group, version].filter(Boolean).join('_')}_${name}.json`;
  return JSON.parse(readFileSync(`gitops/render/schemas/${file}`, 'utf8')) as Schema;
}

/** The paths of a spec that have nothing below them, in the words of the tables. */
function leavesOf(root: Schema): readonly string[] {
  const below = (schema: Schema, path: string): readonly string[] => {
    const { $ref, allOf, properties, additionalProperties, items } = schema;
    if ($ref !== undefined) return below(root.definitions?.[$ref.replace('#/definitions/', '')] ?? {}, path);
    if (allOf && !properties) return allOf.flatMap((each) => below(each, path));
    if (items) return below(items, `${path}[]`);
    if (properties) return Object.entries(properties).flatMap(([name, each]) => below(each, `${path}.${name}`));
    return typeof additionalProperties === 'object' ? below(additionalProperties, `${path}.*`) : [path];
  };
  return below(root.properties?.spec ?? {}, 'spec');
}

/** The row that says what is made of a leaf: that of its own path, or of the nearest above it. */
function rowOf(fields: Fields, leaf: string): string | undefined {
  const steps = leaf.split(/(?=\.|\[\])/);
  const paths = steps.map((_, index) => steps.slice(0, steps.length - index).join(''));
  return paths.find((path) => path in fields);
}

const tables = Object.entries({ ...FIELDS, ...ISSUANCE_FIELDS }) as [KindId, Fields][];

describe('the tables of fields', () => {
  for (const [kind, fields] of tables) {
    const leaves = leavesOf(schemaOf(kind));

    it(`have every field of ${kind}`, () => {
      assert.notEqual(leaves.length, 0);
      assert.deepEqual(
        leaves.filter((leaf) => rowOf(fields, leaf) === undefined),
        [],
      );
    });

    it(`have no row of ${kind} that is in no schema, or that all deeper ones replace`, () => {
      const used = new Set(leaves.map((leaf) => rowOf(fields, leaf)));
      // A key that somebody chooses stands in the schema as `*`.
      const isKey = (row: string) => leaves.includes(row.replace(/\.[^.]+$/, '.*'));
      assert.deepEqual(
        Object.keys(fields).filter((row) => !used.has(row) && !isKey(row)),
        [],
      );
    });

    it(`have no row of ${kind} that says what the one above it says`, () => {
      const above = (row: string) => rowOf(fields, row.replace(/(\.[^.[]+|\[\])$/, ''));
      assert.deepEqual(
        Object.keys(fields).filter((row) => fields[row] === fields[above(row) ?? '']),
        [],
      );
    });
  }
});

describe('rowBelow', () => {
  const fields: Fields = { 'spec.map.*': 'not modelled', 'spec.map.host': 'modelled', 'spec.list[].a': 'modelled' };

  it('gives the row of a key in small letters, else that of every key', () => {
    assert.equal(rowBelow(fields, 'spec.map', 'Host'), 'spec.map.host');
    assert.equal(rowBelow(fields, 'spec.map', 'x-user'), 'spec.map.*');
  });

  it('gives a field that only deeper rows tell of', () => {
    assert.equal(rowBelow(fields, 'spec', 'list'), 'spec.list');
    assert.ok(hasDeeperRows(fields, 'spec.list'));
    assert.ok(!hasDeeperRows(fields, 'spec.lis'));
  });
});

describe('unmodelledFields', () => {
  const cases: readonly { readonly kind: TabledKind; readonly spec: object; readonly expected: readonly string[] }[] = [
    {
      kind: 'Gateway',
      spec: { servers: [{ bind: '127.0.0.1', port: { number: 80, protocol: 'HTTP' }, hosts: ['*'], name: 'web' }] },
      expected: ['spec.servers[0].bind'],
    },
    {
      kind: 'VirtualService',
      spec: {
        hosts: ['shop.example.test'],
        http: [{ headers: { request: { set: { Host: 'a', 'x-user': 'b' } } }, redirect: { prefixRewrite: '/' } }],
        tls: [{ match: [{ sniHosts: ['a'], destinationSubnets: ['10.0.0.0/8'], gateways: ['b'] }] }],
      },
      expected: ['spec.http[0].headers.request.set.x-user', 'spec.tls[0].match[0].destinationSubnets'],
    },
    {
      kind: 'DestinationRule',
      spec: {
        trafficPolicy: { loadBalancer: { simple: 'RANDOM' }, tls: { mode: 'DISABLE' }, outlierDetection: {} },
        subsets: [{ name: 'a', trafficPolicy: { loadBalancer: { simple: 'PASSTHROUGH' }, tls: { sni: 'b' } } }],
      },
      expected: ['spec.subsets[0].trafficPolicy.loadBalancer.simple', 'spec.subsets[0].trafficPolicy.tls.sni'],
    },
    {
      kind: 'Service',
      spec: {
        externalTrafficPolicy: 'Local',
        internalTrafficPolicy: 'Cluster',
        ports: [{ name: 'http' }, { name: 'grpc-web' }, { name: 'http2-api' }, { appProtocol: 'kubernetes.io/h2c' }],
      },
      expected: ['spec.externalTrafficPolicy', 'spec.ports[1].name', 'spec.ports[2].name', 'spec.ports[3].appProtocol'],
    },
    {
      kind: 'HTTPRoute',
      spec: {
        hostnames: ['a'],
        rules: [
          {
            filters: [{ requestHeaderModifier: { set: [{ name: 'Host' }, { name: 'x-user' }], remove: ['x-more'] } }],
            backendRefs: [{ name: 'web', filters: [{ responseHeaderModifier: { remove: ['x'] } }] }],
          },
        ],
      },
      expected: [
        'spec.rules[0].filters[0].requestHeaderModifier.set[1].name',
        'spec.rules[0].filters[0].requestHeaderModifier.remove',
      ],
    },
    {
      kind: 'GatewayApiGateway',
      spec: {
        infrastructure: { labels: { a: 'b' } },
        listeners: [
          { tls: { options: { 'gateway.istio.io/tls-terminate-mode': 'MUTUAL' } } },
          { tls: { options: { 'gateway.istio.io/tls-cipher-suites': 'A' } } },
        ],
      },
      expected: ['spec.listeners[1].tls.options.gateway.istio.io/tls-cipher-suites'],
    },
    {
      kind: 'AuthorizationPolicy',
      spec: { rules: [{ when: [{ key: 'request.auth.claims[a]' }, { key: 'request.headers[x-user]' }] }] },
      expected: ['spec.rules[0].when[1].key'],
    },
  ];
  for (const { kind, spec, expected } of cases)
    it(`names what is set in a ${kind} and not followed`, () => {
      assert.deepEqual(unmodelledFields(FIELDS[kind], { spec }), expected);
    });

  it('names nothing of an object without a spec', () => {
    assert.deepEqual(unmodelledFields(FIELDS.PeerAuthentication, {}), []);
  });
});
