import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { run } from './test-program.ts';

describe('.ci/run', () => {
  const { folder, file } = temporaryFiles();
  const program = join(folder, 'clone/.ci/run');
  before(() => {
    cpSync('.ci/run', program);
    mkdirSync(join(folder, 'bin'));
    chmodSync(file('bin/go', '#!/bin/sh\necho go1.25.4\n'), 0o755);
    chmodSync(file('bin/node', '#!/bin/sh\nexit 127\n'), 0o755);
  });

  it('names, before anything else, all that the machine lacks, and what needs less', async () => {
    const env = { HOME: folder, PATH: [join(folder, 'bin'), process.env.PATH].join(delimiter) };
    const { status, stdout, stderr } = await run(program, [], { env });
    assert.deepEqual({ status, stderr }, { status: 2, stderr: '' });
    for (const line of [
      'Node 20.19 or newer',
      'Go 1.26 or newer',
      `${folder}/shared/cluster: the scripts that start .*`,
    ])
      assert.match(stdout, new RegExp(`^  ${line}$`, 'm'));
    assert.match(stdout, /npm run e2e -- --context NAME.* gitops\/e2e\/kind\/up/);
    assert.match(stdout, /^0 passed, 1 failed$/m);
  });
});
