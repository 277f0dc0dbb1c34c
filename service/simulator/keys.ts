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
import type { Language, Text } from '#program/language.ts';
import { StartError } from '#program/start-error.ts';
import { withFile, WRITABLE } from '#program/with-file.ts';
import { quote } from './curl.ts';
import { trustPublicKey } from './facts-text.ts';
import { readPrivateKey } from './signer.ts';

/** Bits of the RSA modulus; the service accepts no less. */
const BITS = 2048;
const FACTS = 'kustomize/facts';
/** Trusts only CLOVA's key. */
const PRODUCTION = 'production';
const FACTS_FILE: Text = { en: 'the facts of an environment', ko: '환경의 facts.yaml 파일' };

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
    throw new UsageError({
      en: `${file}: inside the repository, which a private key never enters; expected a place outside`,
      ko: `${file}: 저장소 안입니다. 개인 키는 저장소에 두지 않으니 저장소 밖이어야 합니다`,
    });

  const source = withFile(factsFile, FACTS_FILE, () => readFileSync(join(root, factsFile), 'utf8'));
  const isThere = existsSync(file);
  const isKept = isThere && !force;
  const privateKey = isKept ? readKeptKey(file) : generate();
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
  const { url, text } = trustPublicKey(source, publicKey, factsFile);

  if (!isKept)
    withFile(file, { en: 'a place for the private key', ko: '개인 키를 둘 수 있는 곳' }, () => {
      writePrivateKey(file, privateKey);
    });
  if (text !== source)
    withFile(factsFile, WRITABLE, () => {
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

const PRIVATE_KEY_TEXTS: Readonly<Record<KeyPair['privateKey'], Text>> = {
  made: { en: 'made now; keep it to yourself', ko: '새로 만들었습니다. 다른 사람에게 주지 마세요' },
  kept: { en: 'kept as it was', ko: '있던 것을 그대로 두었습니다' },
  replaced: { en: 'made anew; what it replaced is gone', ko: '다시 만들었습니다. 이전 키는 없어졌습니다' },
};

/** What was done, and what is left to do. */
export function keysText(
  { privateKeyFile, privateKey, factsFile, facts, url }: KeyPair,
  language: Language = 'en',
): string {
  const isNew = privateKey !== 'kept' || facts !== 'kept';
  const file = /^[\w./+-]+$/.test(privateKeyFile) ? privateKeyFile : quote(privateKeyFile);
  const command = `npm run say -- --url ${url} --key ${file} "미스터 디버거 시작해줘"`;
  const done = PRIVATE_KEY_TEXTS[privateKey][language];
  return {
    en: `${privateKeyFile}: the private key, ${done}
${factsFile}: ${facts === 'kept' ? 'holds its public half already' : 'now holds its public half'}
${isNew ? '' : 'Nothing changed.\n'}
Next:
  1. Commit and push ${factsFile}${isNew ? '' : ', unless that is done'}; the skill trusts the key once it is deployed.
  2. ${command}
`,
    ko: `${privateKeyFile}: 개인 키를 ${done}
${factsFile}: ${facts === 'kept' ? '공개 키가 이미 들어 있습니다' : '공개 키를 넣었습니다'}
${isNew ? '' : '바뀐 것이 없습니다.\n'}
다음 할 일:
  1. ${isNew ? '' : '아직 하지 않았다면 '}${factsFile}을 커밋하고 푸시하세요. 배포되면 스킬이 이 키를 신뢰합니다.
  2. ${command}
`,
  }[language];
}

/** @returns the path of the facts of an environment, relative to the root */
function findFacts(root: string, environment: string): string {
  if (environment === PRODUCTION)
    throw new UsageError({
      en: `--environment ${PRODUCTION}: it trusts only CLOVA's key; expected another environment`,
      ko: `--environment ${PRODUCTION}: CLOVA의 키만 신뢰합니다. 다른 환경이어야 합니다`,
    });
  const names = withFile(FACTS, { en: 'a folder with one for each environment', ko: '환경마다 폴더가 있는 곳' }, () =>
    readdirSync(join(root, FACTS)),
  );
  if (names.includes(environment)) return join(FACTS, environment, 'facts.yaml');
  const others = names.filter((name) => name !== PRODUCTION && existsSync(join(root, FACTS, name, 'facts.yaml')));
  const none: Text = { en: 'none, because no folder there has a facts.yaml', ko: 'facts.yaml이 있는 폴더가 없습니다' };
  const folder = join(FACTS, environment);
  const choices = others.sort();
  throw new UsageError({
    en: `--environment ${environment}: no folder ${folder}; expected ${choices.join(' or ') || none.en}`,
    ko: `--environment ${environment}: ${folder} 폴더가 없습니다. ${choices.length > 0 ? `${choices.join(', ')} 중 하나여야 합니다` : none.ko}`,
  });
}

function readKeptKey(file: string): KeyObject {
  const key = readPrivateKey(file);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits >= BITS) return key;
  throw new StartError([
    {
      en: `${file}: an RSA key of ${bits} bits; expected at least ${BITS}; --force makes a new pair`,
      ko: `${file}: ${bits}비트 RSA 키입니다. ${BITS}비트 이상이어야 합니다. --force로 새로 만들 수 있습니다`,
    },
  ]);
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
