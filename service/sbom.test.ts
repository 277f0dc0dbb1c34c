import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleService, bundleVerify } from './bundle.ts';
import { temporaryFiles } from '#testing/temporary-files.ts';

interface Component {
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly licenses?: readonly { readonly license?: { readonly id?: string }; readonly expression?: string }[];
}
interface Sbom {
  readonly bomFormat: string;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
}

describe('.github/steps/sbom', function () {
  this.timeout(60_000);
  const { folder } = temporaryFiles();
  const { version, license } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, string>;
  let sbom: Sbom;
  before(() => {
    sbom = JSON.parse(execFileSync('.github/steps/sbom', [], { encoding: 'utf8', maxBuffer: 2 ** 26 })) as Sbom;
  });

  it('is CycloneDX, and names this repository and its version', () => {
    assert.equal(sbom.bomFormat, 'CycloneDX');
    const { component } = sbom.metadata;
    assert.deepEqual([component.name, component.version], ['umi-mrdebugger', version]);
  });

  it('names the licence of this repository and of each package, as SPDX has it', () => {
    const licenceOf = ({ licenses: [first] = [] }: Component) => first?.license?.id ?? first?.expression;
    assert.equal(licenceOf(sbom.metadata.component), license);
    assert.deepEqual(
      sbom.components.filter((component) => licenceOf(component) === undefined).map(({ name }) => name),
      [],
    );
  });

  for (const [program, bundle] of [
    ['main', bundleService],
    ['verify', bundleVerify],
  ] as const)
    describe(`the bundle of ${program}`, () => {
      const file = join(folder, `${program}.cjs`);
      const inBundle = new Set<string>();
      before(async () => {
        await bundle(file);
        const { sources } = JSON.parse(readFileSync(`${file}.map`, 'utf8')) as { sources: readonly string[] };
        for (const source of sources) {
          const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1];
          if (name !== undefined) inBundle.add(name);
        }
      });

      it('has in it no package that the SBOM does not name', () => {
        const listed = new Set(sbom.components.map(({ group, name }) => (group ? `${group}/${name}` : name)));
        assert.ok(inBundle.size > 5);
        assert.deepEqual(
          [...inBundle].filter((name) => !listed.has(name)),
          [],
        );
      });

      it('has the licence of each package beside it', () => {
        const texts = readFileSync(`${file}.LEGAL.txt`, 'utf8');
        assert.deepEqual(
          [...inBundle].filter((name) => !new RegExp(`^${name} \\d.*: \\S`, 'm').test(texts)),
          [],
        );
        assert.match(texts, /Permission is hereby granted, free of charge/);
      });
    });
});
