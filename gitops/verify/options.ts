import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { parseLine, TextRequest, UsageError, type Terminal } from '#program/command.ts';
import { parseDuration } from '#program/duration.ts';
import { languageOf, type Language, type Text } from '#program/language.ts';
import packageJson from '../../package.json' with { type: 'json' };
import type { Threshold } from './judge/exit-status.ts';
import type { Ignored } from './judge/ignored.ts';
import type { Request } from './model/trace/request.ts';
import { FORMATS, type Format } from './tell/report/index.ts';
import { EMPTY_SCOPE, type ObjectName, type Scope } from './see/scope.ts';
import { TRACE_FORMATS, type TraceFormat } from './tell/trace-report.ts';
import { helpOf } from './options-help.ts';

export const THRESHOLDS: readonly Threshold[] = ['error', 'warning', 'info'];

/** Options that do not go with `--from`: a dump already contains them. */
const NOT_WITH_FROM = ['application', 'certificate', 'host', 'revision', 'image-revision', 'path'] as const;

/** Options of the command line, apart from --help and --lang. */
const OPTIONS = {
  application: { type: 'string', multiple: true },
  certificate: { type: 'string', multiple: true },
  host: { type: 'string', multiple: true },
  revision: { type: 'string' },
  'image-revision': { type: 'string' },
  path: { type: 'string' },
  context: { type: 'string' },
  address: { type: 'string' },
  resolver: { type: 'string' },
  roots: { type: 'string' },
  'with-secrets': { type: 'boolean' },
  hook: { type: 'boolean' },
  wait: { type: 'string' },
  format: { type: 'string' },
  output: { type: 'string' },
  dump: { type: 'string' },
  anonymize: { type: 'boolean' },
  from: { type: 'string' },
  'fail-on': { type: 'string' },
  ignore: { type: 'string', multiple: true },
  method: { type: 'string' },
  header: { type: 'string', multiple: true },
  scheme: { type: 'string' },
  port: { type: 'string' },
  version: { type: 'boolean' },
} as const;

type OptionName = keyof typeof OPTIONS;

/** Options that say what a traced request is. */
const OF_REQUEST = ['method', 'header', 'scheme', 'port'] as const;

/** Options that a trace takes; the others are for judging. */
const WITH_TRACE: readonly OptionName[] = [
  ...OF_REQUEST,
  ...(['context', 'address', 'resolver', 'with-secrets', 'format', 'output', 'from'] as const),
];

export interface ClusterOptions {
  readonly command: 'cluster';
  readonly scope: Scope;
  readonly context: string | undefined;
  readonly resolver: string | undefined;
  readonly rootsFile: string | undefined;
  /** Milliseconds. */
  readonly wait: number;
  readonly format: Format;
  readonly language: Language;
  readonly output: string | undefined;
  readonly dump: string | undefined;
  readonly isAnonymous: boolean;
  readonly from: string | undefined;
  readonly failOn: Threshold;
  readonly ignored: readonly Ignored[];
}

export interface TraceOptions {
  readonly command: 'trace';
  readonly request: Request;
  /** The host of the request alone. */
  readonly scope: Scope;
  readonly context: string | undefined;
  readonly resolver: string | undefined;
  readonly format: TraceFormat;
  readonly language: Language;
  readonly output: string | undefined;
}

interface ExplainOptions {
  readonly command: 'explain';
  readonly codes: readonly string[];
  readonly language: Language;
}

/**
 * Parses a command line.
 * @throws {UsageError | TextRequest}
 */
export function parseOptions(
  args: readonly string[],
  { cwd, env }: Pick<Terminal, 'cwd' | 'env'>,
): ClusterOptions | ExplainOptions | TraceOptions {
  const { values, positionals } = parseLine(args, helpOf(env), OPTIONS, 'any words');
  if (values.version) throw new TextRequest(`${packageJson.version}\n`);
  const language = languageOf(args, env);
  const file = (path: string | undefined) => (path ? resolve(cwd, path) : undefined);
  const [command = 'cluster', ...rest] = positionals;
  if (command === 'explain') return { command, codes: rest.map((code) => code.toUpperCase()), language };
  const given = (Object.keys(OPTIONS) as OptionName[]).filter((option) => [values[option]].flat().some(Boolean));
  if (command === 'trace') {
    refuseAll(
      given.filter((option) => !WITH_TRACE.includes(option)),
      { en: 'not an option of trace', ko: 'trace에서는 쓸 수 없습니다' },
    );
    const request = parseRequest(rest, values);
    return {
      ...{ command, language, request },
      scope: {
        ...{ ...EMPTY_SCOPE, hosts: [request.host], withSecrets: values['with-secrets'] ?? false },
        ...optional('address', parseAddress('--address', values.address)),
      },
      ...{
        context: values.context || undefined,
        resolver: parseResolver(values.resolver),
        output: file(values.output),
      },
      format: oneOf('--format', values.format || 'text', Object.keys(TRACE_FORMATS) as TraceFormat[]),
    };
  }
  if (command !== 'cluster' || rest.length > 0)
    throw new UsageError({
      en: `${positionals.join(' ')}: expected cluster, repo, explain with codes, or trace with a host`,
      ko: `${positionals.join(' ')}: cluster나 repo를 쓰거나, explain 뒤에 코드를, trace 뒤에 호스트를 써야 합니다`,
    });
  refuseAll(
    given.filter((option) => (OF_REQUEST as readonly OptionName[]).includes(option)),
    { en: 'only an option of trace', ko: 'trace에서만 쓸 수 있습니다' },
  );
  if (values.anonymize && !values.dump)
    throw new UsageError({
      en: '--anonymize changes the dump: add --dump FILE',
      ko: '--anonymize는 덤프에만 적용됩니다: --dump FILE을 함께 지정하세요',
    });
  if (values.from)
    refuseAll(
      NOT_WITH_FROM.filter((option) => given.includes(option)),
      {
        en: '--from judges what was asked for when the dump was made',
        ko: '--from과 함께 쓸 수 없습니다. 덤프를 만들 때 지정한 대상을 확인합니다',
      },
    );
  return {
    command,
    scope: {
      applications: filled(values.application).map((text) => parseName('--application', text, 'argocd')),
      certificates: filled(values.certificate).map((text) => parseName('--certificate', text)),
      hosts: filled(values.host).map((text) => parseHost('--host', text)),
      repositories: [],
      ...optional('revision', parseCommit('--revision', values.revision)),
      ...optional('imageRevision', values['image-revision'] || undefined),
      ...optional('address', parseAddress('--address', values.address)),
      path: parsePath('--path', values.path || EMPTY_SCOPE.path),
      isHook: values.hook ?? false,
      withSecrets: values['with-secrets'] ?? false,
    },
    context: values.context || undefined,
    resolver: parseResolver(values.resolver),
    rootsFile: file(values.roots),
    wait: parseDuration('--wait', values.wait || '5m'),
    format: oneOf('--format', values.format || 'text', Object.keys(FORMATS) as Format[]),
    language,
    output: file(values.output),
    dump: file(values.dump),
    isAnonymous: values.anonymize ?? false,
    from: file(values.from),
    failOn: oneOf('--fail-on', values['fail-on'] || 'error', THRESHOLDS),
    ignored: filled(values.ignore).map(parseIgnored),
  };
}

export function filled(texts: readonly string[] | undefined): readonly string[] {
  return (texts ?? []).filter((text) => text !== '');
}

/** @throws {UsageError} naming the first option, where there is one */
function refuseAll([option]: readonly OptionName[], { en, ko }: Text): void {
  if (option !== undefined) throw new UsageError({ en: `--${option}: ${en}`, ko: `--${option}: ${ko}` });
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}

/** @throws {UsageError} that says what was expected */
function refuse(option: string, text: string, { en, ko }: Text): never {
  throw new UsageError({ en: `${option} ${text}: expected ${en}`, ko: `${option} ${text}: ${ko}` });
}

interface RequestValues {
  readonly method?: string;
  readonly header?: readonly string[];
  readonly scheme?: string;
  readonly port?: string;
  readonly from?: string;
}

/** The request that `HOST [PATH]` and its options say. */
function parseRequest([host = '', path = '/', ...more]: readonly string[], values: RequestValues): Request {
  if (more.length > 0)
    throw new UsageError({
      en: `${more.join(' ')}: expected trace HOST [PATH]`,
      ko: `${more.join(' ')}: trace HOST [PATH] 형식이어야 합니다`,
    });
  const { method = '' } = values;
  const from = values.from === 'world' ? undefined : values.from;
  const scheme = oneOf('--scheme', values.scheme || (from ? 'http' : 'https'), ['https', 'http'] as const);
  return {
    ...{ scheme, path: parsePath('PATH', path) },
    host: from ? parseHostOfPod(host) : parseHost('HOST', host),
    method: (method || 'GET').toUpperCase(),
    headers: headersOf(filled(values.header).map(parseHeader)),
    port: parsePort(values.port || (scheme === 'https' ? '443' : '80')),
    ...(from ? { from: parseName('--from', from, undefined, 'shop/web-1') } : {}),
  };
}

/** Of a header that is given more than once all values. */
function headersOf(pairs: readonly (readonly [string, string])[]): Request['headers'] {
  const all = new Map<string, string | readonly string[]>();
  for (const [name, value] of pairs) all.set(name, all.has(name) ? [all.get(name) ?? [], value].flat() : value);
  return Object.fromEntries(all);
}

function parseHeader(text: string): readonly [string, string] {
  const [, name = '', value = ''] = /^([!#$%&'*+.^_`|~\w-]+)=(.*)$/.exec(text) ?? [];
  if (name === '' || name.toLowerCase() === 'host')
    refuse('--header', text, {
      en: 'NAME=VALUE, such as x-user=mina; the host is HOST',
      ko: 'x-user=mina 같은 NAME=VALUE 형식이어야 합니다. 호스트는 HOST로 지정합니다',
    });
  return [name.toLowerCase(), value];
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535)
    refuse('--port', text, { en: 'a port, such as 8443', ko: '8443 같은 포트 번호여야 합니다' });
  return port;
}

function parseName(
  option: string,
  text: string,
  fallback?: string,
  example = `${fallback ?? 'istio-system'}/shop`,
): ObjectName {
  const [, namespace = fallback, name] = /^(?:([a-z0-9-]+)\/)?([a-z0-9.-]+)$/.exec(text) ?? [];
  if (namespace === undefined || name === undefined)
    refuse(option, text, {
      en: `NAMESPACE/NAME, such as ${example}`,
      ko: `${example} 같은 NAMESPACE/NAME 형식이어야 합니다`,
    });
  return { namespace, name };
}

function parseHost(option: string, text: string): string {
  if (!/^([a-z0-9_-]+\.)+[a-z0-9-]*[a-z][a-z0-9-]*$/i.test(text))
    refuse(option, text, {
      en: 'a host name alone, such as shop.example.com',
      ko: 'shop.example.com 같은 호스트 이름이어야 합니다',
    });
  return text.toLowerCase();
}

/** What a Pod calls may also be the short name of a Service. */
function parseHostOfPod(text: string): string {
  return /^[a-z0-9-]+$/i.test(text) ? text.toLowerCase() : parseHost('HOST', text);
}

function parseCommit(option: string, text: string | undefined): string | undefined {
  if (!text) return undefined;
  if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(text))
    refuse(option, text, {
      en: 'a whole commit, as git rev-parse HEAD prints it',
      ko: 'git rev-parse HEAD가 출력하는 전체 길이의 커밋 해시여야 합니다',
    });
  return text;
}

function parseAddress(option: string, text: string | undefined): string | undefined {
  if (text && isIP(text) === 0)
    refuse(option, text, { en: 'an IP address, such as 203.0.113.7', ko: '203.0.113.7 같은 IP 주소여야 합니다' });
  return text || undefined;
}

function parseResolver(text: string | undefined): string | undefined {
  if (!text) return undefined;
  const [, address = text] = /^\[?([^\]]*?)\]?:\d{1,5}$/.exec(text) ?? [];
  if (isIP(text) === 0 && isIP(address) === 0)
    refuse('--resolver', text, {
      en: 'an IP address, such as 1.1.1.1 or 127.0.0.1:5353',
      ko: '1.1.1.1이나 127.0.0.1:5353 같은 IP 주소여야 합니다',
    });
  return text;
}

function parsePath(option: string, text: string): string {
  if (!/^\/[^\s#]*$/.test(text))
    refuse(option, text, { en: 'a path, such as /health', ko: '/health 같은 경로여야 합니다' });
  return text;
}

export function parseIgnored(text: string): Ignored {
  const [, code, object] = /^([A-Z]\d+)=(.+)$/.exec(text) ?? [];
  if (code === undefined || object === undefined)
    refuse('--ignore', text, {
      en: 'CODE=OBJECT, such as R3=shop/web or O6=*',
      ko: 'R3=shop/web이나 O6=* 같은 CODE=OBJECT 형식이어야 합니다',
    });
  return { code, object };
}

export function oneOf<T extends string>(option: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((each) => each === text);
  if (choice === undefined)
    refuse(option, text, { en: choices.join(', '), ko: `${choices.join(', ')} 중 하나여야 합니다` });
  return choice;
}
