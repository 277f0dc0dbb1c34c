import assert from 'node:assert/strict';
import { problemOf } from './run-fault.ts';

const error = (code: string, cause?: string) =>
  ({ code, level: 'error', ...(cause ? { cause: { code: cause } } : {}) }) as const;

describe('problemOf', () => {
  it('accepts the cause in the first place', () => {
    assert.equal(problemOf([error('C5'), error('C27', 'C5'), error('T13')], { roots: ['C5'] }), undefined);
  });
  it('refuses the cause as a consequence, as progress, or in the second place', () => {
    const problem = /named first: nothing/;
    assert.match(problemOf([error('C5', 'T13')], { roots: ['C5'] }) ?? '', problem);
    assert.match(problemOf([{ code: 'C5', level: 'progress' }], { roots: ['C5'] }) ?? '', problem);
    assert.match(problemOf([error('T13'), error('C5')], { roots: ['C5'] }) ?? '', /named first: T13/);
  });
  it('accepts progress where time may heal the fault', () => {
    const fault = { roots: ['W15'], mayPass: true };
    assert.equal(problemOf([{ code: 'W15', level: 'progress' }], fault), undefined);
    assert.match(problemOf([error('T13'), { code: 'W15', level: 'progress' }], fault) ?? '', /named first: T13/);
  });
  it('demands every cause of a pair, none of them as a consequence of the other', () => {
    assert.equal(problemOf([error('C5'), error('T2')], { roots: ['C5', 'T2'] }), undefined);
    assert.match(problemOf([error('C5'), error('T2', 'C5')], { roots: ['C5', 'T2'] }) ?? '', /as a cause: T2/);
  });
  it('demands the other codes that must be shown, as causes or consequences', () => {
    assert.equal(problemOf([error('T2'), error('T7', 'T2')], { roots: ['T2'], shows: ['T7'] }), undefined);
    assert.match(problemOf([error('T2')], { roots: ['T2'], shows: ['T7'] }) ?? '', /not shown: T7/);
  });
  it('accepts a cause that could not be judged', () => {
    assert.equal(problemOf([{ code: 'O6', level: 'unknown' }], { roots: ['O6'] }), undefined);
  });
});
