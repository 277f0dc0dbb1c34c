import assert from 'node:assert/strict';
import { StartError } from '#program/start-error.ts';
import { readDigests } from './metadata.ts';

const digest = (letters: string) => `sha256:${letters.repeat(32)}`;
const refused = (text: string, words: RegExp) => {
  assert.throws(
    () => readDigests(text, 'build.json'),
    (error) => error instanceof StartError && words.test(error.message),
  );
};

describe('readDigests', () => {
  it('takes the digest of each image from what buildx bake writes', () => {
    const metadata = {
      'buildx.build.warnings': [],
      service: { 'containerimage.digest': digest('ab'), 'image.name': 'ghcr.io/x/service' },
      verify: { 'containerimage.digest': digest('cd') },
    };
    assert.deepEqual(readDigests(JSON.stringify(metadata), 'build.json'), {
      service: digest('ab'),
      verify: digest('cd'),
    });
  });

  it('refuses a build that was not pushed, so that it has no digest', () => {
    refused(
      JSON.stringify({ service: {}, verify: { 'containerimage.digest': digest('cd') } }),
      /build\.json: the digest of service is missing/,
    );
  });

  it('refuses a file that is not metadata', () => {
    refused('null', /the digest of service is missing/);
    refused('{', /build\.json: .*expected the metadata/);
  });
});
