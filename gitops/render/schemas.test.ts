import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { renderEverything } from './everything.ts';
import type { RenderedObject } from './objects.ts';
import { findRenderer } from './renderer.ts';
import { READ_KINDS, schemaFile, schemaProblems } from './schemas.ts';

describe('what the kustomizations of this repository render', () => {
  let rendered: readonly RenderedObject[];
  before(async () => {
    rendered = await renderEverything(await findRenderer(process.env), '.');
  });

  /** A copy of a rendered object with other fields in its spec, by the path of what they are in. */
  const broken = (kind: string, path: readonly (string | number)[], fields: object): RenderedObject => {
    const copy = structuredClone(rendered.find((object) => object.kind === kind));
    assert.ok(copy, `no ${kind} is rendered`);
    const place = path.reduce((at, step) => (at as Record<string, unknown>)[step] as object, copy.spec as object);
    Object.assign(place, fields);
    return copy;
  };

  it('is of kinds and API versions that have a schema, and no other kind has one but those that verify reads', () => {
    const files = [...new Set([...READ_KINDS, ...rendered].map((object) => schemaFile(object)))].sort();
    assert.deepEqual(readdirSync(new URL('schemas/', import.meta.url)).sort(), files);
  });

  it('has the fields that its schemas know, with values of their types', () => {
    assert.deepEqual(rendered.flatMap(schemaProblems), []);
  });

  const wrongValues: readonly [string, readonly (string | number)[], object, string][] = [
    ['Certificate', [], { dnsNames: 'a.example.com' }, 'spec.dnsNames must be array'],
    ['Gateway', ['servers', 0, 'port'], { number: '443' }, 'spec.servers.0.port.number must be integer'],
    ['Deployment', [], { replicas: '2' }, 'spec.replicas must be integer'],
    ['Deployment', [], { replicas: 1.5 }, 'spec.replicas must be integer'],
    ['AuthorizationPolicy', ['rules', 0], { from: {} }, 'spec.rules.0.from must be array'],
  ];
  for (const [kind, path, fields, problem] of wrongValues) {
    it(`would not pass, where ${kind} has ${JSON.stringify(fields)}`, () => {
      const object = broken(kind, path, fields);
      assert.deepEqual(schemaProblems(object), [`${kind} ${object.metadata.name}: ${problem}`]);
    });
  }

  const misspelt: readonly [string, readonly (string | number)[], string, string][] = [
    ['Certificate', [], 'secretNam', 'spec.secretNam'],
    ['Gateway', ['servers', 0, 'port'], 'numbre', 'spec.servers.0.port.numbre'],
    ['Deployment', ['template', 'spec', 'containers', 0], 'imag', 'spec.template.spec.containers.0.imag'],
    ['AuthorizationPolicy', ['rules', 0], 'form', 'spec.rules.0.form'],
  ];
  for (const [kind, path, field, place] of misspelt)
    it(`would not pass, where ${place} of ${kind} is misspelt`, () => {
      const object = broken(kind, path, { [field]: [] });
      assert.deepEqual(schemaProblems(object), [`${kind} ${object.metadata.name}: ${place} is no field of its schema`]);
    });
});
