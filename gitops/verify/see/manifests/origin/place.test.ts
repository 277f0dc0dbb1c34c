import assert from 'node:assert/strict';
import { placesInside } from './place.ts';

describe('placesInside', () => {
  /** Where a word of an inner text stands in a file that has the text as a scalar, whose beginning is given. */
  const placeOf = (file: string, start: [line: number, column: number], text: string, word: string) => {
    const [line, column] = start;
    const found = placesInside(file.split('\n'), { file: 'a.yaml', line, column }, text)(text.indexOf(word));
    return `${found.line}:${found.column}`;
  };

  const cases: readonly [
    it: string,
    file: string,
    start: [number, number],
    text: string,
    word: string,
    place: string,
  ][] = [
    ['in a block', 'patch: |\n  a: 1\n  b:\n    c: 2\n', [1, 8], 'a: 1\nb:\n  c: 2\n', 'c: 2', '4:5'],
    [
      'in a block that begins with an empty line',
      'patch: |\n\n  a: 1\n  b: 2\n',
      [1, 8],
      '\na: 1\nb: 2\n',
      'b: 2',
      '4:3',
    ],
    ['in a block of its own indentation', 'patch: |2\n    a: 1\n', [1, 8], '  a: 1\n', 'a: 1', '2:5'],
    ['after an anchor', 'patch: &x |\n  a: 1\n', [1, 8], 'a: 1\n', 'a: 1', '2:3'],
    ['in a plain scalar', 'patch: a=b\n', [1, 8], 'a=b', 'b', '1:10'],
    ['in quotation marks', 'patch: "a: b"\n', [1, 8], 'a: b', 'b', '1:12'],
    ['behind an escape: the beginning', 'patch: "a\\tb: c"\n', [1, 8], 'a\tb: c', 'c', '1:8'],
    ['in a folded text: the beginning', 'patch: >\n  a\n  b\n', [1, 8], 'a b\n', 'b', '1:8'],
  ];
  for (const [circumstance, file, start, text, word, place] of cases)
    it(`finds a word ${circumstance}`, () => {
      assert.equal(placeOf(file, start, text, word), place);
    });
});
