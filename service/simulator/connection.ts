import { randomInt } from 'node:crypto';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { UsageError, type Terminal } from '#program/command.ts';
import { createEars, type Ears } from '../interaction-model/hear.ts';
import { readModel } from '../interaction-model/model-files.ts';
import { createClova, type Clova } from './clova.ts';
import { startDesk } from './desk.ts';
import type { Transport } from './post.ts';
import { SHAPES, type Shape } from './request.ts';
import { readRoots } from './roots.ts';
import { seededRandom } from './seeded-random.ts';
import { readPrivateKey } from './signer.ts';

/** The connection options of `say` and `talk`, for `parseLine`. */
export const CONNECTION_OPTIONS = {
  url: { type: 'string' },
  key: { type: 'string' },
  address: { type: 'string' },
  ca: { type: 'string' },
  'application-id': { type: 'string' },
  shape: { type: 'string' },
  seed: { type: 'string' },
  tips: { type: 'string' },
} as const;

export const CONNECTION_HELP = `  --url URL             talk to a deployment instead of a service started for this; needs --key.
                        It must trust that key (CEK_PUBLIC_KEY_FILES). Production trusts only
                        CLOVA's key, so it answers 401.
  --key FILE            the private key that signs, PEM; npm run keys makes one for a deployment
  --address IP          connect to this address instead of the one in DNS; the certificate must still
                        be for the name in the URL; with --url only
  --ca FILE             trust these root certificates (PEM) and no others; with --url only
  --application-id ID   the Extension ID (default: the one in service/interaction-model/skill.yaml)
  --shape SHAPE         requests as CLOVA documents them (documented) or as captured (wire, default)
  --seed N              the same tips for the same N; without --url only
  --tips FILE           another tips file; without --url only
  -h, --help            this text
`;

export interface ConnectionValues {
  readonly url?: string | undefined;
  readonly key?: string | undefined;
  readonly address?: string | undefined;
  readonly ca?: string | undefined;
  readonly 'application-id'?: string | undefined;
  readonly shape?: string | undefined;
  readonly seed?: string | undefined;
  readonly tips?: string | undefined;
}

export interface Connection {
  readonly clova: Clova;
  /** The seed that chooses the tips, where the service was started for this. */
  readonly seed: number | undefined;
  close(): void;
}

/**
 * Opens a conversation with a deployment, or with a service started for it, which writes its log to `stdout`.
 * @throws {UsageError | StartError}
 */
export async function connect(
  { key, ca, tips, ...others }: ConnectionValues,
  { cwd, stdout }: Pick<Terminal, 'cwd' | 'stdout'>,
): Promise<Connection> {
  const path = (file: string | undefined) => (file === undefined ? undefined : resolve(cwd, file));
  const values = { ...others, key: path(key), ca: path(ca), tips: path(tips) };
  const model = readModel();
  const ears = createEars(model);
  const shape = parseShape(values.shape ?? 'wire');
  const applicationId = values['application-id'] ?? model.skill.extensionId;
  if (values.url !== undefined) return connectTo(values.url, values, { ears, applicationId, shape });
  if (values.key !== undefined)
    throw new UsageError('--key is for --url; a service started here gets a key of its own');
  if (values.address !== undefined || values.ca !== undefined)
    throw new UsageError('--address and --ca are for --url; a service started here needs neither');
  const seed = values.seed === undefined ? randomInt(2 ** 31) : parseSeed(values.seed);
  const desk = await startDesk({ applicationId, tipsFile: values.tips, output: stdout, random: seededRandom(seed) });
  const clova = createClova({ ears, url: desk.url, privateKey: desk.privateKey, applicationId, shape });
  return {
    clova,
    seed,
    close: () => {
      desk.lifecycle.close();
    },
  };
}

interface Conversation {
  readonly ears: Ears;
  readonly applicationId: string;
  readonly shape: Shape;
}

function connectTo(url: string, values: ConnectionValues, conversation: Conversation): Connection {
  if (!isWebAddress(url)) throw new UsageError(`--url ${url}: expected an address such as https://host/`);
  if (values.key === undefined) throw new UsageError('--url needs --key FILE: requests are signed');
  if (values.seed !== undefined || values.tips !== undefined)
    throw new UsageError('--seed and --tips are for a service started here, not for --url');
  const transport = readTransport(url, values);
  const clova = createClova({ ...conversation, url, privateKey: readPrivateKey(values.key), transport });
  return { clova, seed: undefined, close: () => undefined };
}

function readTransport(url: string, { address, ca }: ConnectionValues): Transport {
  if (address !== undefined && isIP(address) === 0)
    throw new UsageError(`--address ${address}: expected an IP address such as 192.0.2.1`);
  if (ca !== undefined && new URL(url).protocol !== 'https:')
    throw new UsageError(`--ca is for https; --url ${url} shows no certificate`);
  return { ...(address !== undefined && { address }), ...(ca !== undefined && { roots: readRoots(ca) }) };
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}

function parseShape(text: string): Shape {
  const shape = SHAPES.find((shape) => shape === text);
  if (!shape) throw new UsageError(`--shape ${text}: expected ${SHAPES.join(' or ')}`);
  return shape;
}

function parseSeed(text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new UsageError(`--seed ${text}: expected a whole number`);
}
