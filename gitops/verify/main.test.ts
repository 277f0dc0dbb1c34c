import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { bundleVerify } from '../../service/bundle.ts';
import { listen } from '#program/listen.ts';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { snapshotOf } from './test-snapshot.ts';

/** A Certificate is named, so no Application is needed. */
const NAMED = ['--certificate=istio-system/shop'];

describe('npm run verify', () => {
  const { file, folder } = temporaryFiles();
  let server: Server | undefined;
  afterEach(() => {
    server?.close();
    server?.closeAllConnections();
    server = undefined;
  });

  // As the image has it, which also starts in a tenth of the time.
  const program = join(folder, 'verify.cjs');
  before(async () => {
    await bundleVerify(program);
  });
  const start = (words: readonly string[], environment: NodeJS.ProcessEnv = {}, command = [program]) => {
    const clean = { CI: '', GITHUB_STEP_SUMMARY: '', FORCE_COLOR: undefined, KUBECONFIG: `${folder}/none` };
    const env = { ...process.env, ...clean, HOME: folder, ...environment };
    const child = spawn(process.execPath, [...command, ...words], { env });
    const ended = once(child, 'close') as Promise<[status: number | null, signal: string | null]>;
    const outcome = Promise.all([text(child.stdout), text(child.stderr), ended]).then(([stdout, stderr, [status]]) => ({
      ...{ status, stdout, stderr },
    }));
    return { child, outcome };
  };
  const run = (...words: readonly string[]) => start(words).outcome;
  const kubeconfig = (address: string) =>
    file(
      'config.json',
      JSON.stringify({
        clusters: [{ name: 'a', cluster: { server: address, 'insecure-skip-tls-verify': true } }],
        users: [{ name: 'u', user: {} }],
        contexts: [{ name: 'c', context: { cluster: 'a', user: 'u' } }],
        'current-context': 'c',
      }),
    );
  const serve = async (listener: RequestListener) => {
    server = createServer(listener);
    return { KUBECONFIG: kubeconfig(`http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}`) };
  };
  const send = (response: Parameters<RequestListener>[1], status: number, object: object) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(object));

  describe('words', () => {
    it('only tells how it is used, where it is given --help', async () => {
      const { status, stdout, stderr } = await run('--help');
      assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
      assert.match(stdout, /--certificate NS\/NAME/);
    });

    it('does the same where it is started from its source', async () => {
      const outcome = await start(['--help'], {}, ['--import', 'tsx', 'gitops/verify/main.ts']).outcome;
      assert.deepEqual(outcome, await run('--help'));
    });

    it('can be started as a program', () => {
      assert.match(readFileSync(program, 'utf8'), /^#!\/usr\/bin\/env node\n/);
    });

    it('explains codes', async () => {
      const { status, stdout } = await run('explain', 'c4', '--lang=ko');
      assert.equal(status, 0);
      assert.match(stdout, /^C4: issuerRef가 가리키는 발급자가 없습니다\n/);
      assert.match((await run('explain')).stdout, /^ {2}O6 {3}something could not be read$/m);
    });

    for (const words of [['--what'], ['--wait=soon'], ['explain', 'X1']]) {
      it(`exits 64 where it is given ${words.join(' ')}`, async () => {
        const { status, stdout, stderr } = await run(...words);
        assert.deepEqual({ status, stdout }, { status: 64, stdout: '' });
        assert.match(stderr, /See --help\.\n$/);
      });
    }

    it('exits 64 with the contexts there are, where it is given another', async () => {
      const environment = { KUBECONFIG: kubeconfig('http://127.0.0.1:1') };
      const { status, stderr } = await start([...NAMED, '--context=x'], environment).outcome;
      assert.deepEqual({ status, stderr }, { status: 64, stderr: '--context x: the kubeconfig has c\nSee --help.\n' });
    });

    for (const [option, expected] of [
      ['--roots=/nowhere.pem', '/nowhere.pem: ENOENT; expected PEM certificates\n'],
      ['--from=/nowhere.json', '--from /nowhere.json: ENOENT; expected what --dump has written\n'],
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
      const environment = { KUBECONFIG: kubeconfig('http://127.0.0.1:1') };
      const { status, stdout, stderr } = await start([...NAMED, '--context=c', '--lang=ko'], environment).outcome;
      assert.deepEqual({ status, stdout }, { status: 2, stdout: '' });
      assert.match(
        stderr,
        /^API 서버가 응답하지 않습니다: “http:.*ECONNREFUSED.*”; kubectl --context c get --raw .*\n$/,
      );
    });

    it('exits 2 and tells how to name something, where there is no Application', async () => {
      const environment = await serve((_, response) => send(response, 200, { items: [] }));
      const { status, stdout, stderr } = await start([], environment).outcome;
      assert.deepEqual({ status, stdout }, { status: 2, stdout: '' });
      assert.match(
        stderr,
        /^the cluster has no Application of Argo CD, .* name something: --application NS\/NAME, .*\n$/,
      );
    });

    it('exits 2 with what is missing, where nothing may be read', async () => {
      const environment = await serve((_, response) => send(response, 403, { kind: 'Status', message: 'no right' }));
      const named = [...NAMED, '--application=argocd/shop', '--wait=0s'];
      const { status, stdout, stderr } = await start(named, environment).outcome;
      assert.deepEqual({ status, stderr }, { status: 2, stderr: '' });
      assert.match(stdout, /^UNKNOWN O6 /);
      assert.match(stdout, /verify: not known: \d+ unknown/);
    });
  });

  /** A Certificate whose issuer does not exist. */
  const lost = snapshotOf({
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

    it('is told with the context that its commands need', async () => {
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

    it('is told to GitHub as annotations and as the summary of the job', async () => {
      const summary = file('summary.md', 'before\n');
      const { stdout } = await start([dump(), '--format=github'], { GITHUB_STEP_SUMMARY: summary }).outcome;
      assert.match(stdout, /^::error title=ERROR C4 issuerRef points at nothing::Certificate istio-system\/shop%0A/);
      assert.match(readFileSync(summary, 'utf8'), /^before\n### ❌ verify: wrong: 1 error/);
    });

    it('is painted where colours are asked for, and a report in a file is not', async () => {
      const { stdout } = await start([dump()], { FORCE_COLOR: '1' }).outcome;
      assert.ok(stdout.startsWith('\u001b[31m\u001b[1mERROR'), stdout);
      const output = join(folder, 'report.txt');
      await start([dump(), `--output=${output}`], { FORCE_COLOR: '1' }).outcome;
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

  const certificate = (conditions: object[]) => ({
    ...{ apiVersion: 'cert-manager.io/v1', kind: 'Certificate' },
    metadata: { namespace: 'istio-system', name: 'shop', uid: 'u', generation: 1 },
    spec: { secretName: 'shop', issuerRef: { kind: 'ClusterIssuer', name: 'ca' } },
    status: { conditions },
  });
  const issuer = {
    kind: 'ClusterIssuer',
    metadata: { name: 'ca' },
    spec: {},
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
  };
  /** An API server with a Certificate that is never issued. */
  const serveIssuing = () =>
    serve(({ url = '' }, response) => {
      if (url.includes('watch=true')) return;
      if (url.includes('/certificates/')) send(response, 200, certificate([{ type: 'Issuing', status: 'True' }]));
      else if (url.includes('/clusterissuers/')) send(response, 200, issuer);
      else send(response, 200, { items: [] });
    });

  describe('waiting', () => {
    it('tells on the way what came, and exits 3 where the time is over', async () => {
      const { status, stdout, stderr } = await start([...NAMED, '--wait=2s'], await serveIssuing()).outcome;
      assert.equal(status, 3, stdout + stderr);
      assert.match(stdout, /^WAITING /);
      assert.match(stderr, /^ {3}[01] s {2}WAITING \w+ Certificate istio-system\/shop: .*\n/);
      assert.equal(stderr.match(/Certificate istio-system\/shop/g)?.length, 1, stderr);
    });

    for (const [signal, expected] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      it(`exits ${expected} at once after ${signal}, with what was seen last`, async () => {
        const { child, outcome } = start([...NAMED, '--format=json'], await serveIssuing());
        await once(child.stderr, 'data');
        child.kill(signal);
        const { status, stdout, stderr } = await outcome;
        assert.equal(status, expected);
        assert.equal((JSON.parse(stdout) as { readonly exitStatus: number }).exitStatus, expected);
        assert.match(stderr, /\nended before it was fine\n$/);
      });
    }

    it('exits 143 at once after SIGTERM, where the first answer is still to come', async () => {
      let ask = () => undefined as unknown;
      const asked = new Promise<void>((resolve) => (ask = resolve));
      const { child, outcome } = start(NAMED, await serve(() => ask()));
      await asked;
      child.kill('SIGTERM');
      assert.deepEqual(await outcome, { status: 143, stdout: '', stderr: 'ended before anything was seen\n' });
    });
  });
});
