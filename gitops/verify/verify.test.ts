import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run as runCommand } from '#testing/run-command.ts';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { apiServers, ISSUING_FOR_EVER, kubeconfigFor, sendJson } from './see/cluster/test-api-server.ts';
import { writtenWorld } from './test-world.ts';
import { verify } from './verify.ts';

/** A Certificate is named, so no Application is needed. */
const NAMED = ['--certificate=istio-system/shop'];

describe('verify', () => {
  const { file, folder } = temporaryFiles();
  const { serve } = apiServers();
  const { env } = process;
  afterEach(() => {
    process.env = env;
  });

  /** Sets the environment of the process, because the Kubernetes client, git and styleText read that one. */
  const runIn = async (environment: NodeJS.ProcessEnv, words: readonly string[], cwd = process.cwd()) => {
    const clean = { CI: '', GITHUB_STEP_SUMMARY: '', FORCE_COLOR: undefined, KUBECONFIG: `${folder}/none` };
    process.env = { ...env, ...clean, LC_ALL: 'C', HOME: folder, ...environment };
    return await runCommand(verify, words, { cwd, env: process.env });
  };
  const run = (...words: readonly string[]) => runIn({}, words);
  const reaching = (server: string) => ({ KUBECONFIG: file('config.json', kubeconfigFor(server)) });

  describe('command line', () => {
    it('only tells how it is used, where it is given --help', async () => {
      const { status, stdout, stderr } = await run('--help');
      assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
      assert.match(stdout, /--certificate NS\/NAME/);
    });

    it('explains codes', async () => {
      const { status, stdout } = await run('explain', 'c4', '--lang=ko');
      assert.equal(status, 0);
      assert.match(stdout, /^C4: issuerRef가 가리키는 발급자가 없습니다\n/);
      assert.match((await run('explain')).stdout, /^ {2}O6 {3}something could not be read$/m);
    });

    it('tells its help as it was called, and in the language of the environment', async () => {
      assert.match((await run('--help')).stdout, /^ {2}umi-verify \[cluster\] \[options\] /m);
      const environment = { npm_lifecycle_event: 'verify', LC_ALL: 'ko_KR.UTF-8' };
      const { stdout } = await runIn(environment, ['--help']);
      assert.match(stdout, /^ {2}npm run -s verify -- \[cluster\] \[옵션\] /m);
      assert.match(stdout, /^종료 코드: 0 정상 · 1 /m);
    });

    it('tells its version, which is that of package.json', async () => {
      const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
      assert.deepEqual(await run('--version'), { status: 0, stdout: `${version}\n`, stderr: '' });
    });

    it('explains and refuses in the language of the environment', async () => {
      const environment = { LC_ALL: '', LC_MESSAGES: '', LANG: 'ko_KR.UTF-8' };
      assert.match(
        (await runIn(environment, ['explain', 'C4'])).stdout,
        /^C4: issuerRef가 가리키는 발급자가 없습니다\n/,
      );
      assert.match(
        (await runIn(environment, ['explain', 'C4', '--lang=en'])).stdout,
        /^C4: issuerRef points at nothing/,
      );
      const stderr = '--wait soon: 90s, 5m, 1h 같은 시간이어야 합니다\n--help를 참고하세요.\n';
      assert.deepEqual(await runIn(environment, ['--wait=soon']), { status: 64, stdout: '', stderr });
    });

    for (const words of [['--what'], ['--wait=soon'], ['explain', 'X1']]) {
      it(`exits 64 where it is given ${words.join(' ')}`, async () => {
        const { status, stdout, stderr } = await run(...words);
        assert.deepEqual({ status, stdout }, { status: 64, stdout: '' });
        assert.match(stderr, /See --help\.\n$/);
      });
    }

    it('exits 64 and names the existing contexts, where it is given another', async () => {
      const { status, stderr } = await runIn(reaching('http://127.0.0.1:1'), [...NAMED, '--context=x']);
      assert.deepEqual({ status, stderr }, { status: 64, stderr: '--context x: the kubeconfig has c\nSee --help.\n' });
    });

    for (const [option, expected] of [
      ['--roots=/nowhere.pem', '--roots /nowhere.pem: ENOENT; expected PEM certificates\n'],
      ['--from=/nowhere.json', '--from /nowhere.json: ENOENT; expected what --dump of this version has written\n'],
      ['--output=/nowhere/a', '--output /nowhere/a: ENOENT; expected a file that can be written\n'],
      ['--dump=/nowhere/a', '--dump /nowhere/a: ENOENT; expected a file that can be written\n'],
    ] as const)
      it(`exits 78 where it is given ${option}`, async () => {
        const { status, stdout, stderr } = await run(option);
        assert.deepEqual({ status, stdout, stderr }, { status: 78, stdout: '', stderr: expected });
      });
  });

  describe('without anything to judge', () => {
    it('exits 2 with a line, where no cluster is known', async () => {
      const { status, stdout, stderr } = await run();
      assert.deepEqual({ status, stdout }, { status: 2, stdout: '' });
      assert.match(stderr, /^it is not known which cluster to ask: .*; set KUBECONFIG, or choose .*--context NAME\n$/);
    });

    it('exits 2 with a line and at once, where the API server cannot be reached', async () => {
      const words = [...NAMED, '--context=c', '--lang=ko'];
      const { status, stdout, stderr } = await runIn(reaching('http://127.0.0.1:1'), words);
      assert.deepEqual({ status, stdout }, { status: 2, stdout: '' });
      assert.match(
        stderr,
        /^API 서버가 응답하지 않습니다: “http:.*ECONNREFUSED.*”\. .*: kubectl --context c get --raw .*\n$/,
      );
    });

    it('exits 2 and tells how to name something, where there is no Application', async () => {
      const server = await serve((_, response) => {
        sendJson(response, 200, { items: [] });
      });
      const { status, stdout, stderr } = await runIn(reaching(server), []);
      assert.deepEqual({ status, stdout }, { status: 2, stdout: '' });
      assert.match(
        stderr,
        /^the cluster has no Application of Argo CD, .* name something: --application NS\/NAME, .*\n$/,
      );
    });

    it('exits 2 and tells what is missing, where nothing may be read', async () => {
      const server = await serve((_, response) => {
        sendJson(response, 403, { kind: 'Status', message: 'no right' });
      });
      const words = [...NAMED, '--application=argocd/shop', '--wait=0s'];
      const { status, stdout, stderr } = await runIn(reaching(server), words);
      assert.deepEqual({ status, stderr }, { status: 2, stderr: '' });
      assert.match(stdout, /^UNKNOWN O6 /);
      assert.match(stdout, /verify: not known: \d+ unknown/);
    });
  });

  /** A Certificate whose issuer does not exist. */
  const lost = writtenWorld({
    scope: { certificates: ['istio-system/shop'] },
    objects: {
      ...{ ClusterIssuer: [], Issuer: [], CertificateRequest: [] },
      Certificate: [
        {
          metadata: { namespace: 'istio-system', name: 'shop' },
          spec: { secretName: 'shop', issuerRef: { kind: 'ClusterIssuer', name: 'acme-shops' } },
        } as never,
      ],
    },
  });
  const dump = () => `--from=${file('dump.json', JSON.stringify(lost))}`;

  describe('a dump', () => {
    it('is judged, and exits 1 with the cause first', async () => {
      const { status, stdout, stderr } = await run(dump());
      assert.deepEqual({ status, stderr }, { status: 1, stderr: '' });
      assert.match(
        stdout,
        /^ERROR C4 Certificate istio-system\/shop: issuerRef points at nothing\n {2}seen {3}Cluster/,
      );
    });

    it('is told with commands for the context that is given', async () => {
      assert.match((await run(dump(), '--context=a')).stdout, /^ {9}kubectl --context a get clusterissuers$/m);
    });

    it('is told as JSON in a file, with nothing on standard output', async () => {
      const output = join(folder, 'report.json');
      const outcome = await run(dump(), '--format=json', `--output=${output}`);
      assert.deepEqual(outcome, { status: 1, stdout: '', stderr: '' });
      const report = JSON.parse(readFileSync(output, 'utf8')) as {
        readonly format: string;
        readonly exitStatus: number;
      };
      assert.deepEqual([report.format, report.exitStatus], ['umi-verify/1', 1]);
    });

    for (const { format, start } of [
      {
        format: 'sarif',
        start: /^\{\n {2}"\$schema": "https:[^"]*sarif-schema-2\.1\.0\.json",\n {2}"version": "2\.1\.0",\n/,
      },
      {
        format: 'junit',
        start: /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="umi-verify" tests="\d+"/,
      },
    ])
      it(`is told as ${format}`, async () => {
        const { status, stdout, stderr } = await run(dump(), `--format=${format}`);
        assert.deepEqual({ status, stderr }, { status: 1, stderr: '' });
        assert.match(stdout, start);
      });

    it('is found where the command was started, as are the files that are written', async () => {
      const words = ['--from=dump.json', '--output=here.txt', '--dump=here.json'];
      file('dump.json', JSON.stringify(lost));
      assert.deepEqual(await runIn({}, words, folder), { status: 1, stdout: '', stderr: '' });
      assert.match(readFileSync(join(folder, 'here.txt'), 'utf8'), /^ERROR C4 /);
      assert.equal((await run(`--from=${join(folder, 'here.json')}`)).status, 1);
      const { status, stderr } = await runIn(reaching('http://127.0.0.1:1'), [...NAMED, '--roots=none.pem'], folder);
      const expected = `--roots ${join(folder, 'none.pem')}: ENOENT; expected PEM certificates\n`;
      assert.deepEqual({ status, stderr }, { status: 78, stderr: expected });
    });

    it('is told to GitHub as annotations and as the summary of the job', async () => {
      const summary = file('summary.md', 'before\n');
      const { stdout } = await runIn({ GITHUB_STEP_SUMMARY: summary }, [dump(), '--format=github']);
      assert.match(stdout, /^::error title=ERROR C4 issuerRef points at nothing::Certificate istio-system\/shop%0A/);
      assert.match(readFileSync(summary, 'utf8'), /^before\n### ❌ verify: wrong: 1 error/);
    });

    it('is painted where colours are asked for, and a report in a file is not', async () => {
      const { stdout } = await runIn({ FORCE_COLOR: '1' }, [dump()]);
      assert.ok(stdout.startsWith('\u001b[31m\u001b[1mERROR'), stdout);
      const output = join(folder, 'report.txt');
      await runIn({ FORCE_COLOR: '1' }, [dump(), `--output=${output}`]);
      assert.match(readFileSync(output, 'utf8'), /^ERROR C4/);
    });

    it('is fine where what is wrong with it is ignored, and tells how much that is and what matched nothing', async () => {
      const { status, stdout, stderr } = await run(dump(), '--ignore=C4=shop', '--ignore=R3=*');
      assert.equal(status, 0);
      assert.match(stdout, /^verify: fine: \d ignored\n$/);
      assert.equal(stderr, 'note: --ignore R3=* matched nothing\n');
    });

    it('can be anonymized, and is then judged as before', async () => {
      const other = join(folder, 'other.json');
      await run(dump(), `--dump=${other}`, '--anonymize');
      assert.doesNotMatch(readFileSync(other, 'utf8'), /shop/);
      const { status, stdout } = await run(`--from=${other}`);
      assert.equal(status, 1);
      assert.match(stdout, /^ERROR C4 Certificate istio-system\/w000: /);
    });
  });

  it('tells its progress while it waits, and exits 3 when the time is over', async () => {
    const server = await serve(ISSUING_FOR_EVER);
    const { status, stdout, stderr } = await runIn(reaching(server), [...NAMED, '--wait=2s']);
    assert.equal(status, 3, stdout + stderr);
    assert.match(stdout, /^WAITING /);
    assert.match(stderr, /^ {3}[01] s {2}WAITING \w+ Certificate istio-system\/shop: .*\n/);
    assert.equal(stderr.match(/Certificate istio-system\/shop/g)?.length, 1, stderr);
  });
});
