import { randomInt } from 'node:crypto';
import { UsageError } from '../command.ts';
import { createEars } from '../interaction-model/hear.ts';
import { readModel } from '../interaction-model/model-files.ts';
import { createClova, type Clova } from './clova.ts';
import { startDesk } from './desk.ts';
import { SHAPES, type Shape } from './request.ts';
import { seededRandom } from './seeded-random.ts';
import { readPrivateKey } from './signer.ts';

/** The options of every command that talks, for `parseArgs`. */
export const CONNECTION_OPTIONS = {
  url: { type: 'string' },
  key: { type: 'string' },
  'application-id': { type: 'string' },
  shape: { type: 'string' },
  seed: { type: 'string' },
  tips: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

export const CONNECTION_HELP = `  --url URL             talk to a deployment instead of a service started for this; needs --key.
                        It must trust that key (CEK_PUBLIC_KEY_FILES). Production trusts only
                        CLOVA's, whose private half nobody has: there this gets 401.
  --key FILE            the private key that signs, PEM
  --application-id ID   the Extension ID (default: the one in service/interaction-model/skill.yaml)
  --shape SHAPE         requests as CLOVA documents them (documented) or as captured (wire, default)
  --seed N              the same tips for the same N; without --url only
  --tips FILE           another tips file; without --url only
  -h, --help            this text
`;

export interface ConnectionValues {
  readonly url?: string | undefined;
  readonly key?: string | undefined;
  readonly 'application-id'?: string | undefined;
  readonly shape?: string | undefined;
  readonly seed?: string | undefined;
  readonly tips?: string | undefined;
}

export interface Connection {
  readonly clova: Clova;
  /** What chose the tips, where the service was started for this. */
  readonly seed: number | undefined;
  close(): void;
}

/**
 * Opens a conversation with a deployment, or with a service started for it.
 * @throws {UsageError | StartError}
 */
export async function connect(values: ConnectionValues): Promise<Connection> {
  const model = readModel();
  const ears = createEars(model);
  const shape = parseShape(values.shape ?? 'wire');
  const applicationId = values['application-id'] ?? model.skill.extensionId;
  if (values.url !== undefined) {
    if (!isWebAddress(values.url))
      throw new UsageError(`--url ${values.url}: expected an address such as https://host/`);
    if (values.key === undefined) throw new UsageError('--url needs --key FILE: requests are signed');
    if (values.seed !== undefined || values.tips !== undefined)
      throw new UsageError('--seed and --tips are for a service started here, not for --url');
    const privateKey = readPrivateKey(values.key);
    const clova = createClova({ ears, url: values.url, privateKey, applicationId, shape });
    return { clova, seed: undefined, close: () => undefined };
  }
  if (values.key !== undefined)
    throw new UsageError('--key is for --url; a service started here gets a key of its own');
  const seed = values.seed === undefined ? randomInt(2 ** 31) : parseSeed(values.seed);
  const desk = await startDesk({ applicationId, tipsFile: values.tips, random: seededRandom(seed) });
  const clova = createClova({ ears, url: desk.url, privateKey: desk.privateKey, applicationId, shape });
  return {
    clova,
    seed,
    close: () => {
      desk.lifecycle.close();
    },
  };
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
