import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run as runCommand } from '#testing/run-command.ts';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { worldWith } from './model/trace/test-shop.ts';
import type { KindId } from './see/kinds.ts';
import { answeringWith, apiServers, kubeconfigFor } from './see/cluster/test-api-server.ts';
import { verify } from './verify.ts';

const OBJECTS =
  worldWith(
    'VirtualService:',
    `
Pod:
  - metadata: { namespace: shop, name: web-1, labels: { app: web } }
    spec: { containers: [{ name: web }] }
    status: { phase: Running, conditions: [{ type: Ready, status: 'True' }] }
VirtualService:
  - metadata: { namespace: shop, name: web }
    spec:
      hosts: [shop.example.test]
      gateways: [istio-system/http]
      http:
        - match: [{ method: { exact: POST }, headers: { x-beta: { exact: '1' } } }]
          route: [{ destination: { host: web } }]
        - match: [{ uri: { regex: '[[:alpha:]/]+' } }]
          directResponse: { status: 418 }
`,
  ) ?? {};

const TRACE = ['trace', 'shop.example.test', '/cart', '--scheme=http', '--address=203.0.113.7'];
const BETA = ['--method=post', '--header=X-Beta=1'];

describe('verify trace', () => {
  const { file, folder } = temporaryFiles();
  const { serve } = apiServers();
  const { env } = process;
  afterEach(() => {
    process.env = env;
  });

  /** Sets the environment of the process, because the Kubernetes client and styleText read that one. */
  const runAt = async (server: string, words: readonly string[], environment: NodeJS.ProcessEnv = {}) => {
    const KUBECONFIG = file('config.json', kubeconfigFor(server));
    process.env = { ...env, CI: '', FORCE_COLOR: undefined, LC_ALL: 'C', HOME: folder, KUBECONFIG, ...environment };
    return await runCommand(verify, words, { env: process.env });
  };
  const run = async (words: readonly string[], forbidden: readonly KindId[] = [], environment = {}) =>
    await runAt(await serve(answeringWith(OBJECTS, forbidden)), words, environment);

  it('tells the steps of a request, its end and what decided it, and exits 0', async () => {
    const outcome = await run([...TRACE, ...BETA]);
    assert.deepEqual(outcome, {
      ...{ status: 0, stderr: '' },
      stdout: `POST http://shop.example.test/cart
  x-beta: 1

  Service istio-system/gateway spec.ports
    port 80 leads to port 8080 of 1 Pod of the gateway
  VirtualService shop/web spec.http[0].match[0]
    it takes the request (host shop.example.test)
  VirtualService shop/web spec.http[0].route[0].destination
    it leads to Service shop/web, port 80

→ answered by Pod shop/web-1
  decided by VirtualService shop/web spec.http[0].route[0].destination
`,
    });
  });

  it('follows a request that a Pod sends, without a sidecar by the Service alone', async () => {
    const { status, stdout } = await run(['trace', 'web', '--from=shop/web-1']);
    assert.equal(status, 0);
    assert.equal(
      stdout,
      `GET http://web/
  from Pod shop/web-1

  Service shop/web spec.ports[0]
    port 80 leads to its Pods

→ answered by Pod shop/web-1
  decided by Service shop/web spec.ports[0]
`,
    );
  });

  it('exits 64 where there is no such Pod to send it', async () => {
    const { status, stderr } = await run(['trace', 'web', '--from=shop/web-9']);
    assert.equal(status, 64);
    assert.match(stderr, /^--from shop\/web-9: there is no such Pod\n/);
  });

  it('asks only for what the request passes', async () => {
    const paths: string[] = [];
    const listener = answeringWith(OBJECTS);
    const server = await serve((request, response) => {
      paths.push((request.url ?? '').split('?')[0] ?? '');
      listener(request, response);
    });
    await runAt(server, [...TRACE, ...BETA]);
    assert.ok(paths.includes('/apis/networking.istio.io/v1/gateways'), paths.join('\n'));
    assert.deepEqual(
      paths.filter((path) => /certificate|application|challenge|secret|events/.test(path)),
      [],
    );
  });

  it('exits 2 where the end is not known, and tells by which field', async () => {
    const { status, stdout } = await run(TRACE);
    assert.equal(status, 2);
    assert.match(stdout, /\n→ not known\n {2}decided by VirtualService shop\/web spec\.http\[1\]\.match\[0\]\.uri\n$/);
  });

  it('exits 2 where something that decides could not be read, and tells what and why', async () => {
    const { status, stdout } = await run([...TRACE, ...BETA, '--context=c'], ['AuthorizationPolicy']);
    assert.equal(status, 2);
    assert.match(
      stdout,
      /\n\nUNKNOWN AuthorizationPolicy istio-system\/\*: the right to read it is missing:\n {2}“no right”\n {2}next {3}kubectl --context c auth can-i list /,
    );
  });

  it('does not say that no Gateway admits a host, where Gateways could not be read', async () => {
    const { status, stdout } = await run(TRACE, ['Gateway']);
    assert.equal(status, 2);
    assert.match(stdout, /\n {2}whether a Gateway admits shop\.example\.test is not known\n\n→ not known\n/);
  });

  it('notes what is not followed, without a change of its end', async () => {
    const [gateway, ...services] = OBJECTS.Service ?? [];
    const spec = {
      ...(gateway as unknown as { readonly spec: object }).spec,
      loadBalancerSourceRanges: ['192.0.2.0/24'],
    };
    const objects = { ...OBJECTS, Service: [{ ...gateway, spec }, ...services] } as typeof OBJECTS;
    const { status, stdout } = await runAt(await serve(answeringWith(objects, ['ConfigMap'])), [...TRACE, ...BETA]);
    assert.equal(status, 0);
    assert.ok(
      stdout.endsWith(`

INFO ConfigMap istio-system/istio data.mesh: the settings of Istio could not
  be read; its defaults are assumed
INFO Service istio-system/gateway spec.loadBalancerSourceRanges: it may
  decide, and the model does not follow it
`),
      stdout,
    );
  });

  it('is told in Korean', async () => {
    const { stdout } = await run([...TRACE, ...BETA, '--lang=ko']);
    assert.match(
      stdout,
      /\n→ Pod shop\/web-1에서 응답합니다\n {2}결정한 곳: VirtualService shop\/web spec\.http\[0\]\.route\[0\]\.destination\n$/,
    );
  });

  it('is painted where colours are asked for, and not in a file', async () => {
    assert.ok((await run([...TRACE, ...BETA], [], { FORCE_COLOR: '1' })).stdout.includes('\u001b[32m'));
    const output = join(folder, 'trace.json');
    const outcome = await run([...TRACE, ...BETA, `--output=${output}`, '--format=json'], [], { FORCE_COLOR: '1' });
    assert.deepEqual(outcome, { status: 0, stdout: '', stderr: '' });
    const { format, branches } = JSON.parse(readFileSync(output, 'utf8')) as {
      readonly format: string;
      readonly branches: readonly { readonly share: number; readonly outcome: object }[];
    };
    assert.equal(format, 'umi-verify-trace/1');
    assert.deepEqual(
      branches.map(({ share, outcome }) => ({ share, outcome })),
      [
        {
          share: 1,
          outcome: {
            end: 'answered',
            pods: [{ kind: 'Pod', namespace: 'shop', name: 'web-1' }],
            text: 'answered by Pod shop/web-1',
          },
        },
      ],
    );
  });

  it('exits 2 with a line, where the API server cannot be reached, and 78 where the file cannot be written', async () => {
    const { status, stdout, stderr } = await runAt('http://127.0.0.1:1', TRACE);
    assert.deepEqual({ status, stdout }, { status: 2, stdout: '' });
    assert.match(stderr, /^the API server does not answer: .*ECONNREFUSED.*\n$/);
    assert.equal((await run([...TRACE, '--output=/nowhere/a'])).status, 78);
  });
});
