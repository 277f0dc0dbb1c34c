import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

type Version = string | number | readonly (string | number)[];
type Versions = Readonly<Record<string, Version>>;

const read = (name: string): unknown => parse(readFileSync(`gitops/apps/add-ons/${name}`, 'utf8'));
const { data: deployed } = read('versions.yaml') as { data: Versions };
const tested = read('tested.yaml') as Versions;

/** What a cell says of a value: a list with commas between, and a dash for nothing. */
const cell = (version?: Version) => (version === undefined ? '–' : [version].flat().join(', '));

/** The columns of a row, but for the first, which names the component. */
const columns = (line: string) =>
  line
    .split('|')
    .slice(2, -1)
    .map((text) => text.trim());

describe('the table of versions in gitops/README.md', () => {
  it('has the versions that are deployed and those that were tested, in the order of tested.yaml', () => {
    const blocks = readFileSync('gitops/README.md', 'utf8')
      .split('\n\n')
      .map((block) => block.trim().split('\n').map(columns));
    const [, , ...rows] = blocks.find(([first = []]) => first.join(', ') === 'deployed, tested on') ?? [];
    assert.deepEqual(
      rows,
      Object.keys(tested).map((component) => [cell(deployed[component]), cell(tested[component])]),
    );
  });

  it('has a tested version of everything that is deployed', () => {
    assert.deepEqual(
      Object.keys(deployed).filter((component) => !(component in tested)),
      [],
    );
  });
});
