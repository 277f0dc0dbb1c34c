import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { outputOf } from '#program/run.ts';
import { StartError } from '#program/start-error.ts';
import { factProblems, factsFile, readFacts, type Facts } from '../facts.ts';
import type { Kubectl } from '../kubectl.ts';
import { findRenderer } from '../render/renderer.ts';
import { createArgoCd } from './argo-cd.ts';
import { takeInventory } from './inventory.ts';
import { BRANCH, cloneRepository } from './repository.ts';
import type { Settings } from './settings.ts';
import { readNamed } from './named-files.ts';
import { NAME, type World } from './world.ts';

interface Options {
  readonly settings: Settings;
  readonly kubectl: Kubectl;
  readonly context: string;
  /** Where clone, bare repository and keys are made. */
  readonly folder: string;
  /** The repository that is shown; relative paths of the settings start there. */
  readonly source: string;
  /** What the renderer is looked for in, and run with. */
  readonly env: NodeJS.ProcessEnv;
  readonly repositoryName: string;
  /** Facts beyond those that every run has. */
  readonly facts?: Partial<Facts>;
  /** By default, that of the places in which `npm run e2e` works. */
  readonly takeInventory?: World['takeInventory'];
  readonly say: (line: string) => void;
}

const ENVIRONMENT = 'local';

/**
 * A clone of the repository with facts of its own, a key pair for the simulator, and what the cluster holds before.
 * @throws {StartError} where a file of the settings cannot be read, or the facts could not be deployed
 */
export async function makeWorld(options: Options): Promise<World> {
  const { settings, kubectl, context, folder, source, env, repositoryName, say } = options;
  const roots = readNamed(settings.acmeRoots, source).toString();
  const ca = readNamed(settings.acmeCa, source).toString('base64');
  const inventory = options.takeInventory ?? (() => takeInventory(kubectl, settings.gatewayNamespace));
  const before = await inventory();
  const repository = await cloneRepository({ source, folder, name: repositoryName });
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  mkdirSync(join(folder, 'keys'));
  const privateKeyFile = join(folder, 'keys/simulator.pem');
  writeFileSync(privateKeyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const ownFacts: Partial<Facts> = {
    name: NAME,
    host: settings.host,
    contact: `e2e@${settings.host}`,
    repository: `git://${settings.hostAddress}:${settings.gitPort}/${repositoryName}.git`,
    branch: BRANCH,
    publicKeyUrl: '',
    publicKeyFiles: '/keys/public.pem',
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    issuer: NAME,
    ingressClass: NAME,
    gatewayNamespace: settings.gatewayNamespace,
    gatewayLabel: settings.gatewayLabel,
    gatewayServiceAccount: settings.gatewayServiceAccount,
    verifyAddress: settings.gatewayAddress,
    verifyRoots: roots,
    acmeDirectory: settings.acmeDirectory,
    acmeCa: ca,
    ...options.facts,
  };
  repository.set(
    factsFile(ENVIRONMENT),
    Object.entries(ownFacts).map(([name, value]) => [['data', name], value]),
  );
  const facts = readFacts(repository.folder, ENVIRONMENT);
  const problems = factProblems(facts);
  if (problems.length > 0) throw new StartError(problems);
  return {
    settings,
    kubectl,
    context,
    env,
    folder,
    repository,
    takeInventory: inventory,
    before,
    facts,
    renderer: await findRenderer(env),
    argoCd: createArgoCd(kubectl),
    target: { host: settings.host, address: settings.gatewayAddress, roots: facts.verifyRoots },
    privateKey,
    privateKeyFile,
    rootsFile: resolve(source, settings.acmeRoots),
    firstRevision: await outputOf('git', ['rev-parse', 'HEAD'], { cwd: source }),
    report: (line) => {
      say(`   ${line}`);
    },
  };
}
