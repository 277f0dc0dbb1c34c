import { fileURLToPath } from 'node:url';
import { StartError } from '#program/start-error.ts';

export interface Config {
  readonly port: number;
  readonly adminPort: number;
  readonly cekPath: string;
  readonly applicationIds: readonly string[];
  readonly publicKeyUrl: string;
  /** Paths of PEM files; where there is one, no key is fetched. */
  readonly publicKeyFiles: readonly string[];
  /** Seconds by which the time that a request states may differ from ours; undefined lets every time pass. */
  readonly maxAge: number | undefined;
  readonly tipsFile: string;
  readonly logLevel: string;
  readonly version: string;
  readonly revision: string;
}

/** One environment variable: the table of service/README.md is checked against this list. */
interface Setting {
  readonly name: string;
  readonly field: keyof Config;
  /** The value where the variable is absent or empty; without a fallback it must be given. */
  readonly fallback?: string;
  /** Gives the value; throws an Error whose message is what was expected. */
  readonly parse: (text: string) => Config[keyof Config];
}

export const LOG_LEVELS: readonly string[] = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
const HEALTH_PATH = '/health';
/** The catalogue of this repository; the image has its copy in the same place. */
export const TIPS_FILE = fileURLToPath(new URL('../kustomize/bases/app/tips.yaml', import.meta.url));

export const settings: readonly Setting[] = [
  { name: 'PORT', field: 'port', fallback: '8080', parse: port },
  { name: 'ADMIN_PORT', field: 'adminPort', fallback: '9090', parse: port },
  { name: 'CEK_PATH', field: 'cekPath', fallback: '/', parse: cekPath },
  { name: 'CEK_APPLICATION_IDS', field: 'applicationIds', parse: list },
  {
    name: 'CEK_PUBLIC_KEY_URL',
    field: 'publicKeyUrl',
    fallback: 'https://clova.ai/.well-known/signature-public-key.pem',
    parse: keyUrl,
  },
  { name: 'CEK_PUBLIC_KEY_FILES', field: 'publicKeyFiles', fallback: '', parse: list },
  { name: 'CEK_MAX_AGE', field: 'maxAge', fallback: '', parse: maxAge },
  { name: 'TIPS_FILE', field: 'tipsFile', fallback: TIPS_FILE, parse: String },
  { name: 'LOG_LEVEL', field: 'logLevel', fallback: 'info', parse: logLevel },
  { name: 'VERSION', field: 'version', fallback: 'dev', parse: String },
  { name: 'REVISION', field: 'revision', fallback: 'dev', parse: String },
];

/**
 * Reads the service's configuration from its environment; an empty variable counts as absent.
 * @throws {StartError} with all problems at once
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const entries = settings.map(({ name, field, fallback, parse }) => {
    const text = env[name]?.trim() || fallback;
    if (text === undefined) {
      problems.push(`${name} is missing: give the Extension ID of the CLOVA console, or several with commas between`);
      return [field, undefined];
    }
    try {
      return [field, parse(text)];
    } catch (error) {
      problems.push(`${name}=${text}: expected ${(error as Error).message}`);
      return [field, undefined];
    }
  });
  const config = Object.fromEntries(entries) as Config;
  if (config.port === config.adminPort && config.port > 0)
    problems.push(`ADMIN_PORT=${config.adminPort}: expected another port than PORT`);
  if (problems.length > 0) throw new StartError(problems);
  return Object.freeze(config);
}

function port(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error('a port from 0 (any free one) to 65535');
}

function cekPath(text: string): string {
  if (text === HEALTH_PATH) throw new Error(`another path than ${HEALTH_PATH}, which is taken`);
  // Leaves out what the router would read as a pattern, and what a URL would have to escape.
  if (/^\/[\w.~/-]*$/.test(text)) return text;
  throw new Error('a path such as /cek: a slash, then letters, digits and . _ ~ / -');
}

function list(text: string): string[] {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (text !== '' && items.length === 0) throw new Error('values with commas between');
  return items;
}

function keyUrl(text: string): string {
  const expected = new Error('an https:// address (http:// only for this machine)');
  if (!URL.canParse(text)) throw expected;
  const { protocol, hostname } = new URL(text);
  if (protocol === 'https:') return text;
  if (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname)) return text;
  throw expected;
}

function maxAge(text: string): number | undefined {
  if (text === '') return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Error('whole seconds, such as 150, or nothing');
}

function logLevel(text: string): string {
  if (LOG_LEVELS.includes(text)) return text;
  throw new Error(`one of ${LOG_LEVELS.join(', ')}`);
}
