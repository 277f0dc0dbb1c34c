import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { readConfig, settings, TIPS_FILE } from './config.ts';
import { StartError } from '#program/start-error.ts';

const ID = { CEK_APPLICATION_IDS: 'kr.example.app' };

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig({ ...ID, ...env });
  } catch (error) {
    assert.ok(error instanceof StartError);
    return error.problems;
  }
  return [];
}

describe('readConfig', () => {
  it('needs no more than the Extension ID', () => {
    assert.deepEqual(readConfig(ID), {
      port: 8080,
      adminPort: 9090,
      cekPath: '/',
      applicationIds: ['kr.example.app'],
      publicKeyUrl: 'https://clova.ai/.well-known/signature-public-key.pem',
      publicKeyFiles: [],
      maxAge: undefined,
      tipsFile: TIPS_FILE,
      logLevel: 'info',
      version: 'dev',
      revision: 'dev',
    });
    assert.ok(existsSync(TIPS_FILE));
  });

  it('takes every setting from its variable', () => {
    const env = {
      PORT: '0',
      ADMIN_PORT: '65535',
      CEK_PATH: '/clova/v1.0/~me_-',
      CEK_APPLICATION_IDS: 'a.b',
      CEK_PUBLIC_KEY_URL: 'https://keys.example.com/key.pem?v=2',
      CEK_PUBLIC_KEY_FILES: 'a.pem',
      CEK_MAX_AGE: '150',
      TIPS_FILE: 'tips.yaml',
      LOG_LEVEL: 'silent',
      VERSION: '1.2.3',
      REVISION: 'c0ffee',
    };
    assert.deepEqual(Object.keys(env).sort(), settings.map(({ name }) => name).sort());
    assert.deepEqual(Object.values(readConfig(env)), [
      0,
      65_535,
      '/clova/v1.0/~me_-',
      ['a.b'],
      'https://keys.example.com/key.pem?v=2',
      ['a.pem'],
      150,
      'tips.yaml',
      'silent',
      '1.2.3',
      'c0ffee',
    ]);
  });

  it('takes a comma list without the spaces and gaps in it', () => {
    const { applicationIds, publicKeyFiles } = readConfig({
      CEK_APPLICATION_IDS: ' a.b , c.d,, ',
      CEK_PUBLIC_KEY_FILES: 'old.pem,\tnew.pem',
    });
    assert.deepEqual(
      [applicationIds, publicKeyFiles],
      [
        ['a.b', 'c.d'],
        ['old.pem', 'new.pem'],
      ],
    );
  });

  for (const empty of ['', ' \t']) {
    it(`counts a variable of “${empty}” as absent`, () => {
      const env = Object.fromEntries(settings.map(({ name }) => [name, empty]));
      assert.deepEqual(readConfig({ ...env, ...ID }), readConfig(ID));
      assert.throws(() => readConfig(env), /^StartError: CEK_APPLICATION_IDS is missing/);
    });
  }

  it('gives an object that cannot be changed', () => {
    assert.ok(Object.isFrozen(readConfig(ID)));
  });

  it('ignores variables that are not in the list', () => {
    assert.deepEqual(readConfig({ ...ID, HOME: '/root', port: 'x' }), readConfig(ID));
  });

  it('allows two listeners on any free port', () => {
    assert.deepEqual(problemsOf({ PORT: '0', ADMIN_PORT: '0' }), []);
  });

  for (const { env, problem } of [
    ...['http', '-1', '80.5', '0x50', '1e3', '65536', '99999999999999999999'].map((text) => ({
      env: { PORT: text },
      problem: `PORT=${text}: expected a port from 0 (any free one) to 65535`,
    })),
    {
      env: { ADMIN_PORT: 'none' },
      problem: 'ADMIN_PORT=none: expected a port from 0 (any free one) to 65535',
    },
    { env: { PORT: '81', ADMIN_PORT: '81' }, problem: 'ADMIN_PORT=81: expected another port than PORT' },
    { env: { PORT: '9090' }, problem: 'ADMIN_PORT=9090: expected another port than PORT' },
    { env: { CEK_PATH: '/health' }, problem: 'CEK_PATH=/health: expected another path than /health, which is taken' },
    ...['cek', '/:any', '/a*', '/{a}', '/a?b', '/(a|b)', '/a b', '/%20', '/한글', 'https://a.b/'].map((text) => ({
      env: { CEK_PATH: text },
      problem: `CEK_PATH=${text}: expected a path such as /cek: a slash, then letters, digits and . _ ~ / -`,
    })),
    { env: { CEK_APPLICATION_IDS: ' , ,' }, problem: 'CEK_APPLICATION_IDS=, ,: expected values with commas between' },
    ...['clova.ai/key.pem', 'http://clova.ai/key.pem', 'http://localhost.evil.kr/', 'file:///key.pem', '/key.pem'].map(
      (text) => ({
        env: { CEK_PUBLIC_KEY_URL: text },
        problem: `CEK_PUBLIC_KEY_URL=${text}: expected an https:// address (http:// only for this machine)`,
      }),
    ),
    ...['0', '-1', '1.5', '1e3', '0x10', '150s', '2m', '1234567890'].map((text) => ({
      env: { CEK_MAX_AGE: text },
      problem: `CEK_MAX_AGE=${text}: expected whole seconds, such as 150, or nothing`,
    })),
    {
      env: { LOG_LEVEL: 'loud' },
      problem: 'LOG_LEVEL=loud: expected one of fatal, error, warn, info, debug, trace, silent',
    },
  ]) {
    it(`refuses ${JSON.stringify(env)}`, () => {
      assert.deepEqual(problemsOf(env), [problem]);
    });
  }

  for (const url of ['http://localhost/key.pem', 'http://127.0.0.1:8000/key.pem', 'http://[::1]:1/']) {
    it(`takes ${url}, which is on this machine`, () => {
      assert.equal(readConfig({ ...ID, CEK_PUBLIC_KEY_URL: url }).publicKeyUrl, url);
    });
  }

  it('tells every problem at once, a line each', () => {
    const env = {
      PORT: 'a',
      ADMIN_PORT: 'b',
      CEK_PATH: 'c',
      CEK_APPLICATION_IDS: '',
      CEK_PUBLIC_KEY_URL: 'd',
      CEK_MAX_AGE: 'f',
      LOG_LEVEL: 'e',
    };
    const names = problemsOf(env).map((problem) => /^[A-Z_]+/.exec(problem)?.[0]);
    assert.deepEqual(names, [
      'PORT',
      'ADMIN_PORT',
      'CEK_PATH',
      'CEK_APPLICATION_IDS',
      'CEK_PUBLIC_KEY_URL',
      'CEK_MAX_AGE',
      'LOG_LEVEL',
    ]);
  });
});

describe('the table of settings in service/README.md', () => {
  /** Name in the first column → the rest of its row, of the table that has a row for PORT. */
  const readRows = () => {
    const tables = readFileSync('service/README.md', 'utf8').split(/\n(?!\|)/);
    const table = tables.find((lines) => /^\| `PORT` +\|/m.test(lines)) ?? '';
    return new Map(
      [...table.matchAll(/^\| `([^`]+)` +\|(.*)$/gm)].map(([, name = '', rest = '']) => [name, rest] as const),
    );
  };

  it('has a row for every setting, and no other row', () => {
    assert.deepEqual([...readRows().keys()].sort(), settings.map(({ name }) => name).sort());
  });

  for (const { name, fallback } of settings.filter(({ name, fallback }) => fallback && name !== 'TIPS_FILE')) {
    it(`tells the fallback of ${name}`, () => {
      const [column = ''] = (readRows().get(name) ?? '').split('|');
      assert.equal(column.trim(), `\`${fallback ?? ''}\``);
    });
  }
});
