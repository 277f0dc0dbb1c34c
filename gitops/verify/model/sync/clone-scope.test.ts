import assert from 'node:assert/strict';
import { inLightOfClone } from './clone-scope.ts';
import type { Application } from '../../see/objects/application.ts';
import type { Clone } from '../../see/clone.ts';
import { EMPTY_SCOPE } from '../../see/scope.ts';

const COMMIT = 'a'.repeat(40);

function clone(pushed: Partial<NonNullable<Clone['pushed']>> = {}): Clone {
  return {
    remotes: ['git@github.com:somebody/shop.git'],
    pushed: { commit: COMMIT, branch: 'main', isDefault: true, ...pushed },
    ahead: 2,
  };
}

function application(targetRevision?: string, repoURL = 'https://github.com/somebody/shop'): Application {
  const source = { repoURL, ...(targetRevision === undefined ? {} : { targetRevision }) };
  return { metadata: { name: 'shop' }, spec: { project: 'default', source, destination: {} } };
}

describe('inLightOfClone', () => {
  for (const [of, watched, pushed, expected] of [
    ['follows the branch', application('main'), {}, COMMIT],
    ['follows it by its whole name', application('refs/heads/main'), {}, COMMIT],
    ['follows HEAD, which is it', application('HEAD'), {}, COMMIT],
    ['names none, which is HEAD', application(), {}, COMMIT],
    ['follows HEAD, which is another', application('HEAD'), { branch: 'topic', isDefault: false }, undefined],
    ['follows another branch', application('release'), {}, undefined],
    ['follows another repository', application('main', 'https://github.com/somebody/else'), {}, undefined],
  ] as const)
    it(`${expected ? 'expects' : 'does not expect'} the pushed commit where an Application ${of}`, () => {
      const { scope, ahead } = inLightOfClone(EMPTY_SCOPE, clone(pushed), [watched]);
      assert.equal(scope.revision, expected);
      assert.equal(ahead, expected ? 2 : 0);
      assert.deepEqual(scope.repositories, ['git@github.com:somebody/shop.git']);
    });

  it('keeps a revision that was given', () => {
    const given = { ...EMPTY_SCOPE, revision: 'b'.repeat(40) };
    assert.equal(inLightOfClone(given, clone(), [application()]).scope.revision, given.revision);
  });

  it('changes nothing outside of a clone', () => {
    assert.deepEqual(inLightOfClone(EMPTY_SCOPE, undefined, [application()]), { scope: EMPTY_SCOPE, ahead: 0 });
  });
});
