import assert from 'node:assert/strict';
import { findRenderer } from '../../../render/renderer.ts';
import { temporaryTree } from '../../../render/test-tree.ts';
import type { Landing } from './landing.ts';
import { readRepository } from './repository.ts';
import { repositoryOfSources, SOURCES } from './test-sources.ts';

const URL = 'https://example.com/sources.git';

/** What of each source without a chart is told: parts of its objects in JSON, or why it has none. */
const EXPECTED: Readonly<Record<string, readonly string[] | RegExp>> = {
  'both-programs': ['"name":"of-the-kustomization"'],
  'options-empty': ['"name":"of-the-kustomization"'],
  'options-of-two-empty': ['"name":"one"', '"name":"five"'],
  'options-of-two': /^broken: multiple application sources defined: kustomize, directory$/,
  'kustomize-names': ['"name":"new-settings-x"', '"namespace":"elsewhere"'],
  'kustomize-images': ['"image":"mirror.example.com/web:2"', '"image":"example.com/log:kustomize-images"'],
  'kustomize-image-asterisk': ['"image":"mirror.example.com/log:7"'],
  'kustomize-image-digest': ['"image":"example.com/log:8@sha256:11"', '"image":"localhost:5000/web:1"'],
  'kustomize-replicas': /^broken: .*resource with name other does not match/,
  'kustomize-labels': ['"matchLabels":{"app":"shop","of":"kustomize-labels"}'],
  'kustomize-labels-no-selector': ['"matchLabels":{"app":"web"}', '"labels":{"tier":"front","zone":"a"}'],
  'kustomize-labels-templates': [
    '"template":{"metadata":{"annotations":{"example.com/owner":"nobody"},"labels":{"app":"web","zone":"a"}}',
  ],
  'kustomize-labels-templates-selector': /^broken: --without-selector flag must be specified/,
  'kustomize-labels-there': ['"matchLabels":{"app":"web","tier":"back"}'],
  'kustomize-labels-tier': /^broken: label tier already in kustomization file/,
  'kustomize-annotations': ['"a":"of-$ARGOCD_APP_NAME"'],
  'kustomize-annotations-filled': ['"a":"of-kustomize-annotations-filled"'],
  'kustomize-annotations-there': /^broken: annotation example.com\/owner already in kustomization file/,
  'kustomize-annotations-forced': ['"example.com/owner":"me"'],
  'kustomize-patches': ['"level":"debug"'],
  'kustomize-components': ['"component":"yes"'],
  'kustomize-component-gone': /^broken: app does not build: /,
  'kustomize-component-gone-ignored': ['"component":"yes"'],
  'plain-alone': ['"name":"one"', '"name":"two"', '"name":"in-list"', '"name":"three"'],
  'plain-some': ['"name":"one"', '"name":"two"', '"name":"four"'],
  'plain-half': /^broken: half\/a\.yaml:3:1: Object 'Kind' is missing$/,
  'plain-no-manifest': ['"name":"b"'],
  'plain-no-object': /^broken: no-object\/a\.json:1:1: Object 'Kind' is missing$/,
  'plain-two-objects': /^broken: two-objects\/a\.json:2:1: /,
  'plain-with-a-key-twice': ['"k":"two"'],
  'plain-ambiguous': [
    '"booleans":[true,false,true,false,true,false,true,true,true,"yes"]',
    '"numbers":[511,15,31,3,1000,"12:30:00",',
  ],
  'kustomize-ambiguous': ['"booleans":["yes","No","on","Off","y","n",true,true,true,"yes"]'],
  jsonnet: /^unseen: jsonnet: jsonnet makes it$/,
  'jsonnet-excluded': ['"name":"plain"'],
  gone: /^broken: gone: app path does not exist$/,
};

describe('renderSource', () => {
  const { files } = repositoryOfSources(URL);
  const tree = temporaryTree(files);
  let landings: readonly Landing[];
  before(async () => {
    const kustomize = await findRenderer(process.env);
    const read = await readRepository({ root: tree.folder, kustomize, helm: undefined, remotes: [URL] });
    landings = await Promise.all(read.landings.map((landing) => landing()));
  });
  const found = (name: string) => {
    const isOf = ({ application }: { readonly application?: { readonly metadata: { readonly name: string } } }) =>
      application?.metadata.name === name;
    const [missing] = landings.flatMap((landing) => landing.missing.filter(isOf));
    if (missing) return `${missing.isBroken ? 'broken' : 'unseen'}: ${missing.why.en}`;
    return landings.flatMap((landing) => landing.rendered.filter(isOf)).flatMap(({ objects }) => objects);
  };

  for (const [name, expected] of Object.entries(EXPECTED))
    it(`renders the source ${name} as Argo CD does`, () => {
      const outcome = found(name);
      if (expected instanceof RegExp) assert.match(typeof outcome === 'string' ? outcome : 'rendered', expected);
      else for (const part of expected) assert.ok(JSON.stringify(outcome).includes(part), JSON.stringify(outcome));
    });

  it('leaves out a file that asks for it', () => {
    assert.ok(!JSON.stringify(found('plain-deep')).includes('skipped'));
    assert.ok(files['plain/skipped.yaml']?.includes('"name":"skipped"'));
  });

  it('does not know a chart without helm, and names its folder', () => {
    const said = 'unseen: charts/web: it is a Helm chart, and helm is not at hand';
    const of = Object.keys(SOURCES).filter((name) => name.startsWith('chart-value'));
    assert.deepEqual(
      of.map(found),
      of.map(() => said),
    );
  });
});
