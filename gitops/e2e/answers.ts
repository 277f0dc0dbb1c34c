import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf } from '#program/run.ts';
import { parse } from 'yaml';
import { ask, askPlainly, healthRevision } from './skill.ts';
import type { World } from './world.ts';

/**
 * What the public name answers once all has arrived: health with the revision, a dialogue, the redirect, and refusals.
 * @throws {Error} where it answers anything else
 */
export async function answersRight(world: World): Promise<void> {
  const { facts, settings, target } = world;
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
}

/** The simulator's own command, as its user calls it. */
async function saysATip({ facts, repository, privateKeyFile, rootsFile, settings, report }: World): Promise<void> {
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
