import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { run as runCommand } from '#testing/run-command.ts';
import { temporaryTree } from '../render/test-tree.ts';
import { placeText, type Place } from './see/manifests/place.ts';
import { verify } from './verify.ts';

const SERVICE = (name: string, more = '') => `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop${more} }
spec: { selector: { app: ${name} }, ports: [{ name: http, port: 80 }] }
`;
const DEPLOYMENT = (name: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - { name: web, image: "example.com/web:1", ports: [{ containerPort: 80 }], readinessProbe: { httpGet: { port: 80 } } }
`;
const CERTIFICATE = `apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: shop, namespace: istio-system }
spec:
  secretName: shop-tls
  dnsNames: [shop.example.com]
  issuerRef: { kind: ClusterIssuer, name: letsencrypt }
`;
const ISSUER = (ingressClass: string) => `apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: letsencrypt }
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    email: admin@example.com
    privateKeySecretRef: { name: account }
    solvers: [{ http01: { ingress: { ingressClassName: ${ingressClass} } } }]
`;

describe('verify repo', () => {
  const { folder, add } = temporaryTree({});
  const runIn = async (cwd: string, ...words: readonly string[]) =>
    await runCommand(verify, ['repo', ...words], { cwd });
  const run = async (...words: readonly string[]) => await runIn(folder, ...words);
  const findings = async (...words: readonly string[]) => {
    const { stdout, status } = await run(...words, '--format=json');
    const report = JSON.parse(stdout) as {
      readonly findings: readonly {
        code: string;
        object: { kind: string; name: string };
        seen: string;
        place?: Place;
        deployments?: string[];
      }[];
      readonly fine: readonly { text: string }[];
    };
    return { status, ...report };
  };

  describe('command line', () => {
    it('only tells how it is used, where it is given --help', async () => {
      const { status, stdout, stderr } = await run('--help');
      assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
      assert.match(stdout, /--rendered FILE/);
    });

    add({ 'a-file.yaml': DEPLOYMENT('web') });
    const wrong: readonly [words: readonly string[], message: RegExp][] = [
      [['--nothing'], /--nothing/],
      [['a', 'b'], /^b: expected one folder/],
      [['nowhere'], /^nowhere: expected a folder/],
      [['a-file.yaml'], /^a-file.yaml: expected a folder/],
      [['--format=xml'], /^--format xml: expected text, /],
      [['--fail-on=never'], /^--fail-on never: expected error, /],
      [['--ignore=R3'], /^--ignore R3: expected CODE=OBJECT/],
      [['--closed=yes'], /--closed/],
      [['--lang=fr'], /^--lang fr: expected en, ko/],
    ];
    for (const [words, message] of wrong)
      it(`refuses ${words.join(' ')}`, async () => {
        const { status, stdout, stderr } = await run(...words);
        assert.deepEqual({ status, stdout }, { status: 64, stdout: '' });
        assert.match(stderr, message);
      });

    const unusable: readonly [words: readonly string[], message: RegExp][] = [
      [['--rendered=none.yaml'], /^--rendered none.yaml: ENOENT; expected manifests/],
      [['--rendered=.'], /^--rendered \.: EISDIR; expected manifests/],
      [['--rendered=tab.yaml'], /^--rendered tab.yaml:2:1: /],
      [['--facts=none.yaml'], /^--facts none.yaml: ENOENT; expected manifests/],
      [['--output=nowhere/report.txt'], /^--output .*report.txt: ENOENT; expected a file that can be written/],
    ];
    for (const [words, message] of unusable)
      it(`cannot use ${words.join(' ')}`, async () => {
        add({ 'tab.yaml': 'a:\n\tb: c\n' });
        const { status, stdout, stderr } = await run(...words);
        assert.deepEqual({ status, stdout }, { status: 78, stdout: '' });
        assert.match(stderr, message);
      });
  });

  describe('what there is to judge', () => {
    it('is nothing in an empty folder', async () => {
      mkdirSync(join(folder, 'empty'));
      assert.deepEqual(await run('empty'), {
        ...{ status: 2, stdout: '' },
        stderr: 'empty: nothing to judge: it has no kustomization and no manifest\n',
      });
    });

    it('is nothing in a folder that has only other files, and in what is rendered to nothing', async () => {
      add({ 'other/package.json': '{}', 'other/values.yaml': 'kind: none\n', 'none.yaml': '# nothing\n' });
      assert.equal(
        (await run('other', '--lang=ko')).stderr,
        'other: 확인할 대상이 없습니다. kustomization도 매니페스트도 없습니다\n',
      );
      assert.match((await run('--rendered=none.yaml')).stderr, /^--rendered none.yaml: nothing to judge/);
    });

    it('is not fine where all of it comes from afar', async () => {
      add({ 'far/kustomization.yaml': 'resources: ["https://example.com/install.yaml"]\n' });
      const { status, stdout, stderr } = await run('far');
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, /^far: nothing to judge: .*takes in https:\/\/example\.com\/install\.yaml/);
    });

    it('is told in a line, so that nothing is called fine that was not seen', async () => {
      add({
        'fine/one/kustomization.yaml': 'resources: [web.yaml]\n',
        'fine/one/web.yaml': `${DEPLOYMENT('web')}---\n${SERVICE('web')}`,
        'fine/two/kustomization.yaml': 'resources: [../one, "https://example.com/crds.yaml"]\nnamePrefix: two-\n',
        'fine/three/kustomization.yaml': 'resources: [../one]\nnamePrefix: three-\n',
      });
      const { status, stdout } = await run('fine');
      assert.equal(status, 0);
      assert.match(
        stdout.replaceAll(/\s+/g, ' '),
        /ok 2 deployments: 2 objects; not seen: two: it takes in https:\/\/example\.com\/crds\.yaml, which is not here/,
      );
    });

    it('is a manifest that cannot be read, too: a finding with its place', async () => {
      add({
        'broken/web.yaml': `${DEPLOYMENT('web')}---\n${SERVICE('web')}data:\n\ttab: x\n`,
        'broken/ok.yaml': DEPLOYMENT('ok'),
      });
      const { status, findings: found, fine } = await findings('broken');
      assert.equal(status, 1);
      assert.deepEqual(
        found.map(({ code, object, place }) => ({ code, object, place })),
        [
          {
            ...{ code: 'A20', object: { kind: 'File', name: 'web.yaml' } },
            place: { file: 'web.yaml', line: 17, column: 1 },
          },
        ],
      );
      assert.match(fine[0]?.text ?? '', /^1 deployment: 1 object$/);
    });

    for (const type of ['apps/v1 Deployment', 'gateway.networking.k8s.io/v1 Gateway', 'cert-manager.io/v1 Certificate'])
      it(`is an object without a spec, and no end: ${type}`, async () => {
        const [apiVersion = '', kind = ''] = type.split(' ');
        const folder = `hollow-${kind}`;
        add({ [`${folder}/a.yaml`]: `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: web }\n` });
        const { status, findings: found } = await findings(folder);
        assert.equal(status, 1);
        assert.deepEqual(
          found.map(({ code }) => code),
          ['A20'],
        );
        assert.match(found[0]?.seen ?? '', new RegExp(`${kind} web has no spec`));
      });

    it('is not a template of another program, nor a file that no program may read as a manifest', async () => {
      add({ 'templates/web.yaml.yaml': SERVICE('{{ name }}x'), 'templates/ok.yaml': DEPLOYMENT('ok') });
      assert.deepEqual((await findings('templates')).findings, []);
    });

    it('is a kustomization that does not build: it is named, and not an Application that nobody has', async () => {
      add({ 'unbuilt/app/kustomization.yaml': 'resources: [gone.yaml]\n' });
      const { status, findings: found } = await findings('unbuilt');
      assert.equal(status, 1);
      assert.deepEqual(
        found.map(({ code, object, place }) => ({ code, object, place })),
        [
          {
            ...{ code: 'A20', object: { kind: 'File', name: 'app/kustomization.yaml' } },
            place: { file: 'app/kustomization.yaml', line: 1, column: 13 },
          },
        ],
      );
      assert.match(found[0]?.seen ?? '', /gone\.yaml/);
    });

    it('is found from any folder, and where a path has a space or is not in ASCII', async () => {
      add({
        'my shop/가게/kustomization.yaml': 'resources: [issuer.yaml]\n',
        'my shop/가게/issuer.yaml': `${CERTIFICATE}---\n${ISSUER('istio')}`,
      });
      const fromAbove = await findings('my shop', '--closed');
      assert.deepEqual(fromAbove.findings.find(({ code }) => code === 'C5')?.place, {
        file: '가게/issuer.yaml',
        line: 17,
        column: 56,
      });
      const { stdout } = await runIn(process.cwd(), join(folder, 'my shop'), '--closed', '--format=json');
      assert.deepEqual((JSON.parse(stdout) as typeof fromAbove).findings, fromAbove.findings);
    });
  });

  describe('three answers', () => {
    const tree = {
      'answers/web.yaml': SERVICE('web'),
      'answers/certificate.yaml': CERTIFICATE,
      'answers/issuer.yaml': ISSUER('istio'),
    };
    const codes = async (...words: readonly string[]) => {
      const { findings: found, status } = await findings('answers', ...words);
      return [status, ...found.map(({ code, object }) => `${code} ${object.name}`)];
    };

    it('Git does not tell what it has none of', async () => {
      add(tree);
      assert.deepEqual(await codes(), [2, 'O11 *']);
    });

    it('nothing else is there, with --closed', async () => {
      add(tree);
      const [status, ...found] = await codes('--closed');
      assert.equal(status, 1);
      assert.ok(found.includes('C5 letsencrypt') && found.includes('T15 shop.example.com'), found.join());
    });

    it('what facts have none of is not there, and of other kinds nothing is known', async () => {
      add({ ...tree, 'facts.yaml': 'apiVersion: networking.k8s.io/v1\nkind: IngressClassList\nitems: []\n' });
      const [status, ...found] = await codes('--facts=facts.yaml');
      assert.equal(status, 1);
      assert.ok(found.includes('C5 letsencrypt') && !found.includes('T15 shop.example.com'), found.join());
    });

    it('what facts have is there', async () => {
      const ingressClass =
        'apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: { name: istio }\nspec: { controller: istio.io/ingress-controller }\n';
      add({ ...tree, 'facts.yaml': ingressClass });
      const [, ...found] = await codes('--facts=facts.yaml');
      assert.ok(!found.some((each) => String(each).startsWith('C5')), found.join());
    });
  });

  describe('report', () => {
    before(() => {
      add({ 'report/issuer.yaml': ISSUER('istio'), 'report/certificate.yaml': CERTIFICATE });
    });

    for (const [format, pattern] of [
      ['json', /"code": "C5"/],
      ['sarif', /"uri": "issuer\.yaml"/],
      ['junit', /<testsuites/],
      ['github', /^::error file=issuer\.yaml,line=\d+/m],
      ['text', /^ERROR C5 ClusterIssuer letsencrypt/m],
    ] as const)
      it(`is told as ${format}, with status 1`, async () => {
        const { status, stdout, stderr } = await run('report', '--closed', `--format=${format}`);
        assert.deepEqual([status, stderr], [1, '']);
        assert.match(stdout, pattern);
      });

    it('goes to a file, and then nothing to standard output', async () => {
      const { status, stdout } = await run('report', '--closed', '--output=report.txt');
      assert.deepEqual([status, stdout], [1, '']);
      assert.match(readFileSync(join(folder, 'report.txt'), 'utf8'), /^ERROR C5 /m);
    });

    it('is fine with --ignore, and tells what was ignored for nothing', async () => {
      assert.deepEqual((await run('report', '--ignore=O11=*')).status, 0);
      assert.match((await run('report', '--ignore=C9=*')).stderr, /^note: --ignore C9=\* matched nothing$/m);
    });
  });

  it('judges what is rendered already, from a file or from standard input', async () => {
    add({ 'rendered.yaml': `${ISSUER('istio')}---\n${CERTIFICATE}` });
    const fromFile = await run('--rendered=rendered.yaml', '--closed');
    assert.match(fromFile.stdout, /^ERROR C5 ClusterIssuer letsencrypt/m);
    const input = readFileSync(join(folder, 'rendered.yaml'), 'utf8');
    const words = ['--import', 'tsx', 'gitops/verify/main.ts', 'repo', '--rendered=-', '--closed'];
    const piped = spawnSync(process.execPath, words, { env: { ...process.env, LC_ALL: 'C' }, encoding: 'utf8', input });
    assert.deepEqual([piped.status, piped.stderr], [1, '']);
    assert.match(piped.stdout, /^ERROR C5 ClusterIssuer letsencrypt/m);
  });

  describe('six flat manifests', () => {
    const { folder: seed } = temporaryTree({});
    before(() => {
      cpSync('gitops/verify/testdata/seed', seed, { recursive: true });
    });

    it('give exactly these findings, with lines', async () => {
      const { stdout } = await runIn(seed, '--format=json');
      const { findings: found } = JSON.parse(stdout) as Awaited<ReturnType<typeof findings>>;
      assert.deepEqual(
        found.map(({ code, object: { kind, name }, place }) => [code, `${kind} ${name}`, place && placeText(place)]),
        [
          ['O11', 'Git *', undefined],
          ['G2', 'ClusterIssuer letsencrypt', 'cluster-issuer.yaml:5:14'],
          ['G7', 'Deployment mrdebugger', 'deployment.yaml:17:18'],
          ['W4', 'Deployment mrdebugger', 'deployment.yaml:14:38'],
          ['R7', 'Service mrdebugger', 'svc.yaml:9:13'],
          ['W7', 'Deployment mrdebugger', 'deployment.yaml:20:15'],
        ],
      );
    });

    it('are the example of the README', async () => {
      const { status, stdout } = await runIn(seed, '--fail-on=warning');
      assert.equal(status, 1);
      const readme = readFileSync('gitops/verify/README.md', 'utf8');
      // How many checks there are changes with each new one.
      const [unknown = '', ...others] = stdout.split(/\s+not judged: [^.]*?\(\d+\)/);
      for (const part of [`repo --fail-on warning\n${unknown}`, `${others.join('')}\`\`\`\n`])
        assert.ok(readme.includes(part), part);
    });
  });

  describe('a renderer that takes its time', () => {
    const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop, namespace: argocd }
spec:
  source: { repoURL: "https://example.com/shop.git", path: app, kustomize: { namePrefix: a- } }
  destination: { server: "https://kubernetes.default.svc", namespace: shop }
`;
    it('is not waited for after a signal, and leaves no temporary folder behind', async () => {
      add({
        'slow/application.yaml': application,
        'slow/app/kustomization.yaml': '',
        'bin/kustomize': '',
        'temporary/x': '',
      });
      const program = join(folder, 'bin/kustomize');
      writeFileSync(
        program,
        '#!/bin/sh\n[ "$1" = version ] && { echo v5.5.0; exit; }\ntouch "$STARTED"\nexec sleep 5\n',
      );
      chmodSync(program, 0o755);
      const started = join(folder, 'started');
      const env = {
        ...process.env,
        LC_ALL: 'C',
        KUSTOMIZE: program,
        STARTED: started,
        TMPDIR: join(folder, 'temporary'),
      };
      const command = ['--import', 'tsx', 'gitops/verify/main.ts'];
      const child = spawn(process.execPath, [...command, 'repo', join(folder, 'slow')], {
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      while (!existsSync(started) && child.exitCode === null) await new Promise((next) => setTimeout(next, 20));
      child.kill('SIGINT');
      const [status] = (await once(child, 'close')) as [number | null];
      assert.equal(status, 130);
      assert.deepEqual(
        readdirSync(join(folder, 'temporary')).filter((name) => !name.startsWith('tsx')),
        ['x'],
      );
    });
  });
});
