import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { UsageError } from '#program/command.ts';
import { StartError } from '#program/start-error.ts';
import { withFile } from '#program/with-file.ts';
import { trustPublicKey } from './facts-text.ts';
import { readPrivateKey } from './signer.ts';

/** Bits of the RSA modulus; the service accepts no less. */
const BITS = 2048;
const FACTS = 'kustomize/facts';
/** Trusts only CLOVA's key. */
const PRODUCTION = 'production';

interface Options {
  /** The root of the repository. */
  readonly root: string;
  /** The folder of the user, under which private keys are kept. */
  readonly home: string;
  readonly environment: string;
  /** Another place for the private key. */
  readonly privateKeyFile?: string | undefined;
  /** Makes a new pair where there is one. */
  readonly force?: boolean | undefined;
  /** Makes the private key; given by tests, which need not wait for a new one. */
  readonly generate?: () => KeyObject;
}

/** Where the halves of a key pair are, and what was done to put them there. */
export interface KeyPair {
  readonly privateKeyFile: string;
  readonly privateKey: 'made' | 'kept' | 'replaced';
  /** Relative to the root of the repository. */
  readonly factsFile: string;
  readonly facts: 'written' | 'kept';
  /** Where the installation listens for CLOVA. */
  readonly url: string;
}

/**
 * Lets an installation trust a private key on this machine: makes the key where there is none, and writes its public
 * half into the facts of the installation. Nothing is written before everything has been checked.
 * @throws {UsageError} for production, for an environment without facts, for a private key in the repository
 * @throws {StartError} for a file that cannot be used
 */
export function makeKeys({
  root,
  home,
  environment,
  privateKeyFile,
  force = false,
  generate = () => generateKeyPairSync('rsa', { modulusLength: BITS }).privateKey,
}: Options): KeyPair {
  const factsFile = findFacts(root, environment);
  const file = resolve(privateKeyFile ?? join(home, '.config/umi-mrdebugger', `${environment}.pem`));
  if (isInside(root, file))
    throw new UsageError(`${file}: inside the repository, which a private key never enters; expected a place outside`);

  const source = withFile(factsFile, 'the facts of an environment', () => readFileSync(join(root, factsFile), 'utf8'));
  const isThere = existsSync(file);
  const isKept = isThere && !force;
  const privateKey = isKept ? readKeptKey(file) : generate();
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
  const { url, text } = trustPublicKey(source, publicKey, factsFile);

  if (!isKept)
    withFile(file, 'a place for the private key', () => {
      writePrivateKey(file, privateKey);
    });
  if (text !== source)
    withFile(factsFile, 'a file to write to', () => {
      writeFileSync(join(root, factsFile), text);
    });
  return {
    privateKeyFile: file,
    privateKey: isKept ? 'kept' : isThere ? 'replaced' : 'made',
    factsFile,
    facts: text === source ? 'kept' : 'written',
    url,
  };
}

const PRIVATE_KEY_TEXTS: Record<KeyPair['privateKey'], string> = {
  made: 'made now; keep it to yourself',
  kept: 'kept as it was',
  replaced: 'made anew; what it replaced is gone',
};

/** What was done, and what is left to do. */
export function keysText({ privateKeyFile, privateKey, factsFile, facts, url }: KeyPair): string {
  const isNew = privateKey !== 'kept' || facts !== 'kept';
  const file = /^[\w./+-]+$/.test(privateKeyFile) ? privateKeyFile : `'${privateKeyFile.replaceAll("'", `'\\''`)}'`;
  return `${privateKeyFile}: the private key, ${PRIVATE_KEY_TEXTS[privateKey]}
${factsFile}: ${facts === 'kept' ? 'holds its public half already' : 'now holds its public half'}
${isNew ? '' : 'Nothing changed.\n'}
Next:
  1. Commit and push ${factsFile}${isNew ? '' : ', unless that is done'}; the skill trusts the key once it is deployed.
  2. npm run say -- --url ${url} --key ${file} "미스터 디버거 시작해줘"
`;
}

/** @returns the path of the facts of an environment, relative to the root */
function findFacts(root: string, environment: string): string {
  if (environment === PRODUCTION)
    throw new UsageError(`--environment ${PRODUCTION}: it trusts only CLOVA's key; expected another environment`);
  const names = withFile(FACTS, 'a folder with one for each environment', () => readdirSync(join(root, FACTS)));
  if (names.includes(environment)) return join(FACTS, environment, 'facts.yaml');
  const others = names.filter((name) => name !== PRODUCTION && existsSync(join(root, FACTS, name, 'facts.yaml')));
  const expected = others.length > 0 ? others.sort().join(' or ') : 'none, because no folder there has a facts.yaml';
  throw new UsageError(`--environment ${environment}: no folder ${join(FACTS, environment)}; expected ${expected}`);
}

function readKeptKey(file: string): KeyObject {
  const key = readPrivateKey(file);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits >= BITS) return key;
  throw new StartError([`${file}: an RSA key of ${bits} bits; expected at least ${BITS}; --force makes a new pair`]);
}

/** Writes another file first and renames it: the file is complete once it is there, and others can never read it. */
function writePrivateKey(file: string, key: KeyObject): void {
  const written = `${file}.${process.pid}`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(written, key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
    renameSync(written, file);
  } catch (error) {
    rmSync(written, { force: true });
    throw error;
  }
}

/** True where a path is the folder or in it, after links have been followed. */
function isInside(folder: string, path: string): boolean {
  const way = relative(realPath(folder), realPath(path));
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** The real path of a file that need not exist yet. */
function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPath(parent), basename(path));
  }
}
