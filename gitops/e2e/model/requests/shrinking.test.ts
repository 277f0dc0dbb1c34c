import assert from 'node:assert/strict';
import { parse } from 'yaml';
import type { Manifest } from '../../faults/manifest.ts';
import { reduced, smaller, worldText } from './shrinking.ts';
import type { RandomWorld } from '../drawn/random-world.ts';

const manifest = (name: string, spec: object) =>
  ({ apiVersion: 'v1', kind: 'Sample', metadata: { name }, spec }) as Manifest;
const request = { scheme: 'http', host: 'a.test', port: 80, method: 'GET', path: '/', headers: {} } as const;
const WORLD: RandomWorld = {
  ...{ kind: 'istio', name: 'x', requests: [request, { ...request, path: '/a' }] },
  older: [manifest('old', {})],
  manifests: [manifest('new', { ports: [{ port: 80, name: 'http' }] })],
};

describe('reduced', () => {
  it('takes each field and each entry away, deep ones too, and names the path', () => {
    const all = [...reduced(manifest('x', { ports: [{ port: 80 }], a: { b: 1 } }))];
    assert.deepEqual(
      all.map(({ path, without }) => [path, (without as { readonly spec?: unknown }).spec]),
      [
        ['Sample spec.ports', { a: { b: 1 } }],
        ['Sample spec.ports[]', { ports: [], a: { b: 1 } }],
        ['Sample spec.ports[].port', { ports: [{}], a: { b: 1 } }],
        ['Sample spec.a', { ports: [{ port: 80 }] }],
        ['Sample spec.a.b', { ports: [{ port: 80 }], a: {} }],
      ],
    );
  });
});

describe('smaller', () => {
  it('has one thing less each time: a request, an object, or a part of one', () => {
    const all = [...smaller(WORLD)];
    const counts = all.map(({ older, manifests, requests }) =>
      [older.length, manifests.length, requests.length].join(),
    );
    assert.deepEqual(counts, ['1,1,1', '1,1,1', '0,1,2', '1,0,2', '1,1,2', '1,1,2', '1,1,2', '1,1,2']);
    assert.ok(all.every((each) => JSON.stringify(each).length < JSON.stringify(WORLD).length));
  });

  it('keeps the last request', () => {
    const alone = { ...WORLD, older: [], manifests: [], requests: [request] };
    assert.deepEqual([...smaller(alone)], []);
  });
});

describe('worldText', () => {
  it('is read again as it was', () => {
    assert.deepEqual(parse(worldText(WORLD)), WORLD);
  });
});
