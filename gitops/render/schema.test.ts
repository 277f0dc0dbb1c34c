import assert from 'node:assert/strict';
import { schemaOf, type OpenApi } from './schema.ts';

const document: OpenApi = {
  components: {
    schemas: {
      'io.x.Shop': {
        type: 'object',
        description: 'A shop.',
        'x-kubernetes-group-version-kind': [{ group: 'x.io', version: 'v1', kind: 'Shop' }],
        properties: {
          metadata: { allOf: [{ $ref: '#/components/schemas/io.x.Metadata' }], default: {} },
          spec: {
            type: 'object',
            required: ['size'],
            properties: {
              size: { type: 'integer', format: 'int32', description: 'How large.' },
              name: { type: 'string', pattern: '^(?i)a$' },
              colour: { type: 'string', pattern: '^[a-z]+$' },
              default: { type: 'string' },
            },
            oneOf: [{ not: { anyOf: [{ required: ['name'] }] } }, { required: ['name'] }],
          },
          free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { a: { type: 'string' } } },
          labels: { type: 'object', additionalProperties: { type: 'string', default: '' } },
          status: { type: 'object' },
        },
      },
      'io.x.Metadata': { type: 'object', properties: { owner: { $ref: '#/components/schemas/io.x.Metadata' } } },
      'io.x.Other': { type: 'object' },
    },
  },
};

describe('schemaOf', () => {
  it('gives what a manifest may hold, closed but where unknown fields are kept, with what it refers to', () => {
    assert.deepEqual(schemaOf(document, { apiVersion: 'x.io/v1', kind: 'Shop' }), {
      type: 'object',
      properties: {
        metadata: { allOf: [{ $ref: '#/definitions/io.x.Metadata' }] },
        spec: {
          type: 'object',
          required: ['size'],
          properties: {
            size: { type: 'integer' },
            name: { type: 'string' },
            colour: { type: 'string', pattern: '^[a-z]+$' },
            default: { type: 'string' },
          },
          oneOf: [{ not: { anyOf: [{ required: ['name'] }] } }, { required: ['name'] }],
          additionalProperties: false,
        },
        free: { type: 'object', properties: { a: { type: 'string' } } },
        labels: { type: 'object', additionalProperties: { type: 'string' } },
      },
      additionalProperties: false,
      definitions: {
        'io.x.Metadata': {
          type: 'object',
          properties: { owner: { $ref: '#/definitions/io.x.Metadata' } },
          additionalProperties: false,
        },
      },
    });
  });

  it('gives nothing for another kind, API version or group', () => {
    for (const apiVersion of ['x.io/v2', 'v1', 'y.io/v1'])
      assert.equal(schemaOf(document, { apiVersion, kind: 'Shop' }), undefined);
    assert.equal(schemaOf(document, { apiVersion: 'x.io/v1', kind: 'Other' }), undefined);
    assert.equal(schemaOf({}, { apiVersion: 'x.io/v1', kind: 'Shop' }), undefined);
  });
});
