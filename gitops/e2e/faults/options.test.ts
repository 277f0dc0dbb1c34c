import assert from 'node:assert/strict';
import { TextRequest, UsageError } from '#program/command.ts';
import { HELP, parseOptions } from './options.ts';

const NEEDED = ['--context', 'kind', '--yes-delete'];

describe('the options of e2e:faults', () => {
  it('have defaults', () => {
    assert.deepEqual(parseOptions(NEEDED, []), {
      command: 'run',
      context: 'kind',
      only: [],
      atOnce: 2,
      budget: 900_000,
      record: undefined,
      peers: undefined,
      settingsFile: undefined,
      keep: false,
      stopParts: false,
    });
  });
  it('name no cluster by themselves, and delete nothing without being told so', () => {
    for (const words of [[], ['--context', 'kind'], ['--yes-delete'], ['--context', '', '--yes-delete']])
      assert.throws(() => parseOptions(words, []), UsageError);
  });
  it('take names with commas and repeated, and only those that exist', () => {
    const options = parseOptions([...NEEDED, '--only', 'a,b', '--only', 'c'], ['a', 'b', 'c']);
    assert.deepEqual(options.only, ['a', 'b', 'c']);
    assert.throws(() => parseOptions([...NEEDED, '--only', 'a,d'], ['a', 'b', 'c']), /d: no such fault/);
  });
  it('refuse a number out of range, and a duration without its unit', () => {
    assert.throws(() => parseOptions([...NEEDED, '--at-once', '0'], []), UsageError);
    assert.throws(() => parseOptions([...NEEDED, '--budget', '15'], []), UsageError);
  });
  it('list without a cluster', () => {
    assert.equal(parseOptions(['--list'], []).command, 'list');
  });
  it('are all in the help, whose lines fit', () => {
    assert.throws(() => parseOptions(['-h'], []), { name: TextRequest.name, text: HELP });
    for (const name of [
      'context',
      'yes-delete',
      'only',
      'list',
      'budget',
      'at-once',
      'stop-parts',
      'record',
      'peers',
      'settings',
      'keep',
    ])
      assert.ok(HELP.includes(`--${name}`), name);
    for (const line of HELP.split('\n')) assert.ok(line.length <= 120, line);
  });
});
