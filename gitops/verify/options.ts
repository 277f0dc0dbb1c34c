import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { parseLine, TextRequest, UsageError, type Terminal } from '#program/command.ts';
import { parseDuration } from '#program/duration.ts';
import { languageOf, type Language } from '#program/language.ts';
import packageJson from '../../package.json' with { type: 'json' };
import type { Threshold } from './judge/exit-status.ts';
import type { Ignored } from './judge/ignored.ts';
import { FORMATS, type Format } from './tell/report/index.ts';
import { EMPTY_SCOPE, type ObjectName, type Scope } from './see/scope.ts';
import { helpOf } from './options-help.ts';

const THRESHOLDS: readonly Threshold[] = ['error', 'warning', 'info'];

/** Options that do not go with `--from`: a dump already contains them. */
const NOT_WITH_FROM = ['application', 'certificate', 'host', 'revision', 'image-revision', 'path'] as const;

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

export interface ExplainOptions {
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
): ClusterOptions | ExplainOptions {
  const { values, positionals } = parseLine(
    args,
    helpOf(env),
    {
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
      version: { type: 'boolean' },
    },
    'any words',
  );
  if (values.version) throw new TextRequest(`${packageJson.version}\n`);
  const language = languageOf(args, env);
  const file = (path: string | undefined) => (path ? resolve(cwd, path) : undefined);
  const [command = 'cluster', ...rest] = positionals;
  if (command === 'explain') return { command, codes: rest.map((code) => code.toUpperCase()), language };
  if (command !== 'cluster' || rest.length > 0)
    throw new UsageError({
      en: `${positionals.join(' ')}: expected cluster, or explain with codes`,
      ko: `${positionals.join(' ')}: cluster만 쓰거나, explain 뒤에 코드를 써야 합니다`,
    });
  if (values.anonymize && !values.dump)
    throw new UsageError({
      en: '--anonymize changes the dump: add --dump FILE',
      ko: '--anonymize는 덤프에만 적용됩니다: --dump FILE을 함께 지정하세요',
    });
  if (values.from)
    for (const option of NOT_WITH_FROM)
      if ([values[option]].flat().some(Boolean))
        throw new UsageError({
          en: `--${option}: --from judges what was asked for when the dump was made`,
          ko: `--${option}: --from과 함께 쓸 수 없습니다. 덤프를 만들 때 지정한 대상을 확인합니다`,
        });
  return {
    command,
    scope: {
      applications: given(values.application).map((text) => parseName('--application', text, 'argocd')),
      certificates: given(values.certificate).map((text) => parseName('--certificate', text)),
      hosts: given(values.host).map(parseHost),
      repositories: [],
      ...optional('revision', parseCommit('--revision', values.revision)),
      ...optional('imageRevision', values['image-revision'] || undefined),
      ...optional('address', parseAddress('--address', values.address)),
      path: parsePath(values.path || EMPTY_SCOPE.path),
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
    ignored: given(values.ignore).map(parseIgnored),
  };
}

function given(texts: readonly string[] | undefined): readonly string[] {
  return (texts ?? []).filter((text) => text !== '');
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}

function parseName(option: string, text: string, fallback?: string): ObjectName {
  const [, namespace = fallback, name] = /^(?:([a-z0-9-]+)\/)?([a-z0-9.-]+)$/.exec(text) ?? [];
  if (namespace === undefined || name === undefined)
    throw new UsageError({
      en: `${option} ${text}: expected NAMESPACE/NAME, such as ${fallback ?? 'istio-system'}/shop`,
      ko: `${option} ${text}: ${fallback ?? 'istio-system'}/shop 같은 NAMESPACE/NAME 형식이어야 합니다`,
    });
  return { namespace, name };
}

function parseHost(text: string): string {
  if (!/^([a-z0-9_-]+\.)+[a-z0-9-]*[a-z][a-z0-9-]*$/i.test(text))
    throw new UsageError({
      en: `--host ${text}: expected a host name alone, such as shop.example.com`,
      ko: `--host ${text}: shop.example.com 같은 호스트 이름이어야 합니다`,
    });
  return text.toLowerCase();
}

function parseCommit(option: string, text: string | undefined): string | undefined {
  if (!text) return undefined;
  if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(text))
    throw new UsageError({
      en: `${option} ${text}: expected a whole commit, as git rev-parse HEAD prints it`,
      ko: `${option} ${text}: git rev-parse HEAD가 출력하는 전체 길이의 커밋 해시여야 합니다`,
    });
  return text;
}

function parseAddress(option: string, text: string | undefined): string | undefined {
  if (text && isIP(text) === 0)
    throw new UsageError({
      en: `${option} ${text}: expected an IP address, such as 203.0.113.7`,
      ko: `${option} ${text}: 203.0.113.7 같은 IP 주소여야 합니다`,
    });
  return text || undefined;
}

function parseResolver(text: string | undefined): string | undefined {
  if (!text) return undefined;
  const [, address = text] = /^\[?([^\]]*?)\]?:\d{1,5}$/.exec(text) ?? [];
  if (isIP(text) === 0 && isIP(address) === 0)
    throw new UsageError({
      en: `--resolver ${text}: expected an IP address, such as 1.1.1.1 or 127.0.0.1:5353`,
      ko: `--resolver ${text}: 1.1.1.1이나 127.0.0.1:5353 같은 IP 주소여야 합니다`,
    });
  return text;
}

function parsePath(text: string): string {
  if (!/^\/[^\s#]*$/.test(text))
    throw new UsageError({
      en: `--path ${text}: expected a path, such as /health`,
      ko: `--path ${text}: /health 같은 경로여야 합니다`,
    });
  return text;
}

function parseIgnored(text: string): Ignored {
  const [, code, object] = /^([A-Z]\d+)=(.+)$/.exec(text) ?? [];
  if (code === undefined || object === undefined)
    throw new UsageError({
      en: `--ignore ${text}: expected CODE=OBJECT, such as R3=shop/web or O6=*`,
      ko: `--ignore ${text}: R3=shop/web이나 O6=* 같은 CODE=OBJECT 형식이어야 합니다`,
    });
  return { code, object };
}

function oneOf<T extends string>(option: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((each) => each === text);
  if (choice === undefined)
    throw new UsageError({
      en: `${option} ${text}: expected ${choices.join(', ')}`,
      ko: `${option} ${text}: ${choices.join(', ')} 중 하나여야 합니다`,
    });
  return choice;
}
