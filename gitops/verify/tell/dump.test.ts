import assert from 'node:assert/strict';
import { forDump } from './dump.ts';
import { writtenWorld } from '../test-world.ts';
import { strip } from '../see/strip.ts';
import type { World } from '../see/world.ts';

/** Words that a dump must not contain. */
const TOKEN = 'rT0k3nOfTheChallenge';
const KEY = `${TOKEN}.thumbprint`;
const PASSWORD = 'hunter2-and-more';

const WORLD: World = writtenWorld({
  scope: { hosts: ['shop.example.test'], repositories: [`https://x-access-token:${PASSWORD}@github.com/a/b`] },
  objects: {
    Challenge: [
      {
        metadata: { namespace: 'a', name: 'b' },
        spec: { dnsName: 'shop.example.test', type: 'HTTP-01', token: TOKEN, key: KEY, issuerRef: { name: 'ca' } },
        status: { reason: `wrong status code '503' of http://shop.example.test/.well-known/acme-challenge/${TOKEN}` },
      } as never,
    ],
    ConfigMap: [
      strip(
        {
          metadata: { namespace: 'istio-system', name: 'istio' },
          data: { mesh: `rootNamespace: mesh\ndefaultConfig: { proxyMetadata: { TOKEN: ${PASSWORD} } }` },
        } as never,
        'ConfigMap',
      ),
    ],
    EnvoyFilter: [
      strip(
        {
          metadata: { namespace: 'istio-system', name: 'lua' },
          spec: { configPatches: [{ patch: { value: { inlineCode: PASSWORD } } }] },
        } as never,
        'EnvoyFilter',
      ),
    ],
    WasmPlugin: [
      strip(
        { metadata: { namespace: 'istio-system', name: 'auth' }, spec: { pluginConfig: { key: PASSWORD } } } as never,
        'WasmPlugin',
      ),
    ],
    Application: [
      {
        metadata: { namespace: 'argocd', name: 'shop' },
        spec: { project: 'default', source: { repoURL: 'r', helm: { values: `x: ${PASSWORD}` } }, destination: {} },
        status: { history: [{ source: { helm: { parameters: [{ value: PASSWORD }] } } }], sync: { status: 'Synced' } },
      } as never,
    ],
  },
  exchanges: [
    {
      question: {
        ...{ ask: 'fetch', url: `http://shop.example.test/.well-known/acme-challenge/${TOKEN}` },
        ...{ address: '198.51.100.1', times: 1, expected: KEY },
      },
      answer: { answers: [{ status: 200, body: KEY, isExpected: true, address: '198.51.100.1', milliseconds: 1 }] },
    },
    {
      question: { ask: 'log', namespace: 'a', pod: 'b', container: 'c', previous: true },
      answer: {
        lines: [
          `cannot connect to postgres://shop:${PASSWORD}@db/shop`,
          `DB_PASSWORD=${PASSWORD} is wrong`,
          `Authorization: Bearer ${PASSWORD}`,
          `token eyJhbGciOiJub25l.eyJzdWIiOiJ.${PASSWORD}`,
          'exec format error',
        ],
      },
    },
  ],
});

describe('forDump', () => {
  const dumped = forDump(WORLD);
  const text = JSON.stringify(dumped, undefined, 1);

  it('contains no key or token of a challenge, no value of a tool, of Istio’s settings or filters, and no credentials', () => {
    for (const word of [TOKEN, 'thumbprint', PASSWORD]) assert.ok(!text.includes(word), text);
  });

  it('has the same word in all places that a check compares', () => {
    assert.match(text, /"token": "token-1",\s*"key": "key-1"/);
    assert.match(text, /"url": "http:\/\/shop\.example\.test\/\.well-known\/acme-challenge\/token-1"/);
    assert.match(text, /"expected": "key-1"/);
  });

  it('keeps what is judged', () => {
    for (const words of [
      '"rootNamespace": "mesh"',
      'exec format error',
      'https://github.com/a/b',
      '"status": "Synced"',
      '"repoURL": "r"',
    ])
      assert.ok(text.includes(words), words);
  });

  it('changes nothing in its own output', () => {
    assert.deepEqual(forDump(dumped), dumped);
  });
});
