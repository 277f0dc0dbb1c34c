import { randomInt } from 'node:crypto';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { LANG_HELP, UsageError, type Terminal } from '#program/command.ts';
import type { Text } from '#program/language.ts';
import type { Ears } from '../interaction-model/hear.ts';
import { EXTENSION_ID } from '../interaction-model/lint.ts';
import { ownModel } from '../interaction-model/own-model.ts';
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

export const CONNECTION_HELP: Text = {
  en: `  --url URL             talk to a deployment instead of a service started for this; needs --key.
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
  --lang LANGUAGE       ${LANG_HELP.en}
  -h, --help            this text
`,
  ko: `  --url URL             서비스를 새로 띄우지 않고 배포된 스킬과 대화합니다. --key가 필요합니다.
                        그 스킬이 이 키를 신뢰해야 합니다(CEK_PUBLIC_KEY_FILES). 운영 환경은
                        CLOVA의 키만 신뢰하므로 401로 답합니다.
  --key FILE            서명에 쓰는 개인 키(PEM). 배포용 키는 npm run keys로 만듭니다
  --address IP          DNS 대신 이 주소로 접속합니다. 인증서는 URL의 이름과 맞아야 합니다.
                        --url과 함께 씁니다
  --ca FILE             이 루트 인증서(PEM)만 신뢰합니다. --url과 함께 씁니다
  --application-id ID   Extension ID (기본값: service/interaction-model/skill.yaml의 값)
  --shape SHAPE         요청의 형식: 문서대로(documented), 실제 캡처대로(wire, 기본값)
  --seed N              N이 같으면 팁도 같은 순서로 나옵니다. --url과 함께 쓸 수 없습니다
  --tips FILE           다른 팁 파일을 씁니다. --url과 함께 쓸 수 없습니다
  --lang LANGUAGE       ${LANG_HELP.ko}
  -h, --help            이 도움말
`,
};

export type ConnectionValues = { readonly [option in keyof typeof CONNECTION_OPTIONS]?: string | undefined };

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
  const { model, ears } = ownModel();
  const shape = parseShape(values.shape ?? 'wire');
  const applicationId = parseExtensionId(values['application-id'] ?? model.skill.extensionId);
  if (values.url !== undefined) return connectTo(values.url, values, { ears, applicationId, shape });
  if (values.key !== undefined)
    throw new UsageError({
      en: '--key is for --url; a service started here gets a key of its own',
      ko: '--key는 --url과 함께 씁니다. 여기서 띄운 서비스는 자기 키를 씁니다',
    });
  if (values.address !== undefined || values.ca !== undefined)
    throw new UsageError({
      en: '--address and --ca are for --url; a service started here needs neither',
      ko: '--address와 --ca는 --url과 함께 씁니다. 여기서 띄운 서비스에는 필요 없습니다',
    });
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
  if (!isWebAddress(url))
    throw new UsageError({
      en: `--url ${url}: expected an address such as https://host/`,
      ko: `--url ${url}: https://host/ 같은 주소여야 합니다`,
    });
  if (values.key === undefined)
    throw new UsageError({
      en: '--url needs --key FILE: requests are signed',
      ko: '--url에는 --key FILE이 필요합니다. 요청에 서명해야 합니다',
    });
  if (values.seed !== undefined || values.tips !== undefined)
    throw new UsageError({
      en: '--seed and --tips are for a service started here, not for --url',
      ko: '--seed와 --tips는 여기서 띄운 서비스에만 쓰며, --url과 함께 쓸 수 없습니다',
    });
  const transport = readTransport(url, values);
  const clova = createClova({
    ...conversation,
    url,
    privateKey: readPrivateKey(values.key, `--key ${values.key}`),
    transport,
  });
  return { clova, seed: undefined, close: () => undefined };
}

function readTransport(url: string, { address, ca }: ConnectionValues): Transport {
  if (address !== undefined && isIP(address) === 0)
    throw new UsageError({
      en: `--address ${address}: expected an IP address such as 192.0.2.1`,
      ko: `--address ${address}: 192.0.2.1 같은 IP 주소여야 합니다`,
    });
  if (ca !== undefined && new URL(url).protocol !== 'https:')
    throw new UsageError({
      en: `--ca is for https; --url ${url} shows no certificate`,
      ko: `--ca는 https에만 씁니다. --url ${url}에는 인증서가 없습니다`,
    });
  return { ...(address !== undefined && { address }), ...(ca !== undefined && { roots: readRoots(ca) }) };
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}

function parseShape(text: string): Shape {
  const shape = SHAPES.find((shape) => shape === text);
  if (!shape)
    throw new UsageError({
      en: `--shape ${text}: expected ${SHAPES.join(' or ')}`,
      ko: `--shape ${text}: ${SHAPES.join(', ')} 중 하나여야 합니다`,
    });
  return shape;
}

function parseExtensionId(text: string): string {
  if (EXTENSION_ID.test(text)) return text;
  throw new UsageError({
    en: `--application-id ${text}: expected one such as kr.example.mrdebugger`,
    ko: `--application-id ${text}: kr.example.mrdebugger 같은 값이어야 합니다`,
  });
}

function parseSeed(text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new UsageError({
    en: `--seed ${text}: expected a whole number`,
    ko: `--seed ${text}: 0 이상의 정수여야 합니다`,
  });
}
