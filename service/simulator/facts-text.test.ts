import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { StartError } from '#program/start-error.ts';
import { trustPublicKey } from './facts-text.ts';

const OLD = `-----BEGIN PUBLIC KEY-----\n${'b2xk'.repeat(16)}\nb2xk\n-----END PUBLIC KEY-----\n`;
const NEW = `-----BEGIN PUBLIC KEY-----\n${'bmV3'.repeat(16)}\nbmV3bmV3\n-----END PUBLIC KEY-----\n`;
const block = (pem: string) => `|\n${pem.replaceAll(/^(?=.)/gm, '    ')}`.trimEnd();

/** A facts.yaml with the ways of writing that a stringifier would change. */
const facts = ({ url = "''", files = '/keys/public.pem', key = "''", end = '\n' } = {}) =>
  `# The facts of this installation. ${'A comment longer than any line that a formatter would leave as it is. '.repeat(3)}
apiVersion: v1
kind:   ConfigMap
metadata: {name: facts,   annotations: {"config.kubernetes.io/local-config": 'true'}}


data:
  # The public name.
  host: "skill.example.com"   # three spaces before
  path: /cek
  contact: >-
    admin@example.com

  # Whose signature the skill accepts …
  publicKeyUrl: ${url}
      # a comment far to the right
  publicKeyFiles: ${files}
  publicKey: ${key}

  # The ClusterIssuer that signs.
  issuer: letsencrypt   ${end}`;

const trust = (source: string, pem = NEW) => trustPublicKey(source, pem, 'facts.yaml');

describe('trustPublicKey', () => {
  it('writes the key as a literal block, and leaves every other byte as it was', () => {
    const { url, text } = trust(facts());
    assert.equal(text, facts({ key: block(NEW) }));
    assert.equal(url, 'https://skill.example.com/cek');
    const { data } = parse(text) as { data: { publicKey: string } };
    assert.equal(data.publicKey, NEW);
  });

  it('makes a deployment that trusted an address trust the key alone', () => {
    const text = facts({ url: 'https://clova.ai/key.pem # CLOVA', files: '"" # none' });
    const expected = facts({ url: "'' # CLOVA", files: '/keys/public.pem # none', key: block(NEW) });
    assert.equal(trust(text).text, expected);
  });

  for (const { name, key, expected } of [
    { name: 'a literal block', key: block(OLD), expected: block(NEW) },
    { name: 'a longer block', key: block(`${OLD}${OLD}`), expected: block(NEW) },
    {
      name: 'a block with a comment',
      key: `|- # mine${block(OLD).slice(1)}`,
      expected: `| # mine${block(NEW).slice(1)}`,
    },
    { name: 'a folded block', key: '>2\n      a\n\n      b', expected: block(NEW) },
    { name: 'a quoted text over lines', key: "'a\n\n    b' # mine", expected: `| # mine${block(NEW).slice(1)}` },
    { name: 'a plain text with a comment', key: 'none # yet', expected: `| # yet${block(NEW).slice(1)}` },
  ]) {
    it(`puts the key in the place of ${name}`, () => {
      assert.equal(trust(facts({ key })).text, facts({ key: expected }));
    });
  }

  it('changes nothing where the key is there already, however it is written', () => {
    for (const key of [block(NEW), JSON.stringify(NEW)]) assert.equal(trust(facts({ key })).text, facts({ key }));
  });

  for (const end of ['', '\n', '\n\n', '\n# the end\n']) {
    it(`keeps the end of a file that ends with the key and ${JSON.stringify(end)}`, () => {
      const source = (key: string) =>
        `data:\n    host: a.example\n    path: /\n    publicKeyFiles: ''\n    publicKeyUrl: ''\n    publicKey: ${key}`;
      const once = trust(`${source("''")}${end}`).text;
      const written = source(`|\n${NEW.trimEnd().replaceAll(/^/gm, '      ')}`);
      assert.equal(once, `${written.replace("Files: ''", 'Files: /keys/public.pem')}${end || '\n'}`);
      assert.equal(trust(once).text, once);
      assert.equal(trust(trust(once, OLD).text).text, once);
    });
  }

  const data = (lines: string) => `data:\n${lines}`;
  for (const { name, source, problems } of [
    {
      name: 'a text that is not YAML',
      source: 'data: [\n',
      problems: [/^facts\.yaml:2: .*; expected YAML$/],
    },
    {
      name: 'two documents',
      source: `${facts()}---\n${facts()}`,
      problems: [/^facts\.yaml:\d+: .*multiple documents/],
    },
    {
      name: 'nothing',
      source: '',
      problems: [/^facts\.yaml: data: expected a ConfigMap's, with host, path, publicKeyUrl, .* on lines under it$/],
    },
    { name: 'a list', source: '- data', problems: [/: data: expected /] },
    {
      name: 'data on one line',
      source: 'data: { publicKey: "" }',
      problems: [/: data: expected .* on lines under it$/],
    },
    {
      name: 'data with no such keys',
      source: data('  hots: a\n'),
      problems: [
        /^facts\.yaml: data\.host is missing; expected a text, '' for none$/,
        /: data\.path is missing;/,
        /: data\.publicKeyUrl is missing;/,
        /: data\.publicKeyFiles is missing;/,
        /: data\.publicKey is missing;/,
      ],
    },
    {
      name: 'values that are not texts',
      source: data("  host: ''\n  path: /\n  publicKeyUrl:\n  publicKeyFiles: [a]\n  publicKey: 7\n"),
      problems: [
        /^facts\.yaml:4: data\.publicKeyUrl: expected a text, '' for none$/,
        /^facts\.yaml:5: data\.publicKeyFiles: expected a text/,
        /^facts\.yaml:6: data\.publicKey: expected a text/,
        /^facts\.yaml:2: data\.host: expected the public name$/,
      ],
    },
    {
      name: 'a path without its slash',
      source: facts().replace('/cek', 'cek'),
      problems: [/^facts\.yaml:10: data\.path: expected a path such as \/ or \/cek$/],
    },
    {
      name: 'a comment that would become part of the key',
      source: facts({ key: "''\n      # far to the right" }),
      problems: [/^facts\.yaml: what follows data\.publicKey would become part of it; /],
    },
  ]) {
    it(`refuses ${name}, and says where and what was expected`, () => {
      assert.throws(
        () => trust(source),
        (error) => {
          assert.ok(error instanceof StartError);
          assert.equal(error.problems.length, problems.length, error.message);
          for (const [index, problem] of problems.entries()) assert.match(error.problems[index] ?? '', problem);
          return true;
        },
      );
    });
  }
});
