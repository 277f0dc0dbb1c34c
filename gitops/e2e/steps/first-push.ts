import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf } from '#program/run.ts';
import { install } from '../../bootstrap/install.ts';
import { parse } from 'yaml';
import { ask, askPlainly, healthRevision } from '../skill.ts';
import { APPLICATIONS, buildImages, chooseBuild, NAME, settled, type Step } from '../world.ts';
import { getObject } from '../../kubectl.ts';
import type { Certificate } from '../../verify/see/objects/cert-manager.ts';
import { conditionOf } from '../../verify/see/objects/kubernetes-object.ts';
import { waitFor } from '../patience.ts';

export const firstPush: Step = {
  name: 'a first push becomes a certified skill that speaks',
  async run(world) {
    const { argoCd, facts, kubectl, repository, settings, target, renderer, report } = world;
    const lap = stopwatch();
    await buildImages(world, world.firstRevision);
    report(`images built and brought to the nodes: ${lap()}`);
    chooseBuild(repository, world.firstRevision);
    const commit = await repository.push('chore: facts of this installation');
    await install({ repository: repository.folder, facts, kubectl, renderer, report: () => undefined });
    report(`bootstrap: ${lap()}`);

    // The redirect comes before the certificate, so HTTP-01 has to work in spite of it.
    await waitFor({
      what: 'the redirect on port 80',
      within: 120,
      look: async () => {
        const status = await askPlainly(target, 'POST', facts.path).then((answer) => answer.status, String);
        return { isThere: status === 308, seen: status };
      },
    });
    const certificate = await getObject<Certificate>(kubectl, `certificate/${NAME}`, settings.gatewayNamespace);
    const ready = certificate && conditionOf(certificate, 'Ready');
    assert.notEqual(
      ready?.status,
      'True',
      'the certificate was Ready before the redirect was on: this shows nothing of HTTP-01',
    );
    report(`redirect on, certificate not yet Ready: ${lap()}`);

    const { status } = await argoCd.delivered(APPLICATIONS.skill, commit, 300);
    for (const name of [APPLICATIONS.root, APPLICATIONS.platform]) await argoCd.delivered(name, commit, 120);
    await settled(world);
    report(`Certificate Ready, everything synced and healthy: ${lap()}`);
    const hook = status?.operationState?.syncResult?.resources?.find(({ kind }) => kind === 'Job');
    assert.equal(hook?.hookType, 'PostSync');
    assert.equal(hook.hookPhase, 'Succeeded');
    report(`PostSync: ${(await kubectl(['-n', NAME, 'logs', 'job/verify'])).trim().split('\n').join('\n  ')}`);

    // Trusts the ACME server's roots alone, so that the handshake shows the issued chain.
    assert.equal(await healthRevision(target), world.firstRevision);
    await saysATip(world);
    const redirect = await askPlainly(target, 'POST', '/any?thing=1');
    assert.equal(redirect.status, 308);
    assert.equal(redirect.headers.location, `https://${settings.host}/any?thing=1`);

    // 404 comes from the gateway, which has no such route: behind it the mesh would say 403. 401 comes from the skill.
    for (const [method, path, expected] of [
      ['GET', '/health?any=1', 200],
      ['GET', '/health/', 404],
      ['GET', '/metrics', 404],
      ['GET', '/.well-known/acme-challenge/x', 404],
      ['POST', `${facts.path}any`, 404],
      ['GET', facts.path, 403],
      ['POST', '/health', 403],
      ['POST', facts.path, 401],
    ] as const) {
      const body = method === 'POST' ? { body: Buffer.from('{}') } : {};
      const answer = await ask(target, { method, path, headers: { 'content-type': 'application/json' }, ...body });
      assert.equal(answer.status, expected, `${method} ${path}`);
    }
  },
};

/** The simulator's own command, as its user calls it. */
async function saysATip({
  facts,
  repository,
  privateKeyFile,
  rootsFile,
  settings,
  report,
}: Parameters<Step['run']>[0]): Promise<void> {
  const said = await outputOf(process.execPath, [
    ...process.execArgv,
    ...['service/simulator/say.ts', '--json', '--url', `https://${facts.host}${facts.path}`, '--key', privateKeyFile],
    ...['--address', settings.gatewayAddress, '--ca', rootsFile],
    ...['미스터 디버거 시작해줘', '디버깅 팁 좀 알려줘', '종료'],
  ]);
  const exchanges = said.split('\n').map((line) => JSON.parse(line) as { spoken: string[]; then: string });
  assert.equal(exchanges.length, 3);
  const tip = exchanges[1]?.spoken.join(' ') ?? '';
  const file = join(repository.folder, 'kustomize/bases/app/tips.yaml');
  const { tips } = parse(readFileSync(file, 'utf8')) as { readonly tips: readonly { readonly text: string }[] };
  assert.ok(
    tips.some(({ text }) => tip.includes(text)),
    `no tip of the catalogue: ${tip}`,
  );
  report(`the simulator heard: ${tip}`);
}

function stopwatch(): () => string {
  let last = performance.now();
  return () => {
    const [before, now] = [last, performance.now()];
    last = now;
    return `${((now - before) / 1000).toFixed(1)} s`;
  };
}
