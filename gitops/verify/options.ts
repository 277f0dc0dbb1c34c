import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { LANG_HELP, parseLine, TextRequest, UsageError, type Terminal } from '#program/command.ts';
import { languageOf, type Language, type Text } from '#program/language.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { parseDuration } from './duration.ts';
import type { Threshold } from './exit-status.ts';
import type { Ignored } from './ignored.ts';
import { FORMATS, type Format } from './report/index.ts';
import { EMPTY_SCOPE, type ObjectName, type Scope } from './scope.ts';

const THRESHOLDS: readonly Threshold[] = ['error', 'warning', 'info'];

/** Options that do not go with `--from`: a dump already contains them. */
const NOT_WITH_FROM = ['application', 'certificate', 'host', 'revision', 'image-revision', 'path'] as const;

const EXAMPLES = `  umi-verify
  umi-verify --application argocd/shop --wait 0s
  umi-verify --certificate istio-system/shop --format json --output report.json
  umi-verify --host shop.example.com --lang ko
  umi-verify --dump snapshot.json --anonymize
  umi-verify --from snapshot.json
  umi-verify --fail-on warning --ignore 'H12=*'
  umi-verify explain H1
`;

const HELP: Text = {
  en: `Says whether what was pushed has arrived: synced, certified, served, routed, running, and answering with the pushed
revision. If not, it names the link that broke, why, and what to do.

  umi-verify [cluster] [options]   looks at the cluster of your kubeconfig
  umi-verify explain [CODE ...]    what a code means; without one, the list of all (CATALOGUE.md)

What is judged. Without any of these: the Applications of this clone's remotes or, where there are none, all.
  --application NS/NAME    an Argo CD Application and its children; NAME alone is one in argocd; may be repeated
  --certificate NS/NAME    a Certificate and what serves it, without Argo CD; may be repeated
  --host HOST              a public name and what serves it, without Argo CD; may be repeated
  --revision SHA           the commit that was pushed: $(git rev-parse HEAD). Default: where an Application follows the
                           branch that is checked out, its newest commit that is known to be pushed
  --image-revision SHA     the commit that the image was built from. Default: what the Pod template's annotation
                           org.opencontainers.image.revision says
  --path PATH              the path that must answer on each host, such as /ready?full (default: /health)

How it gets there.
  --context NAME           a context of the kubeconfig instead of its current one; in a Pod, its service account
  --address IP             connects there instead of where DNS says; the name stays the host: 203.0.113.7
  --resolver IP[:PORT]     asks this DNS server instead of this machine's: 1.1.1.1, 127.0.0.1:5353
  --roots FILE             trusts the PEM certificates in it instead of Node's own; an empty file changes nothing
  --with-secrets           may ask for the metadata of Secrets, never for their data (default: asks for none)
  --hook                   runs as a hook of the sync under way, so it does not wait for its end

How long it looks, and what it writes.
  --wait DURATION          goes on looking: 90s, 5m, 1h (default: 5m); 0s looks once. Ends early where waiting is no use
  --format FORMAT          text; json, as report/report.schema.json says; github: annotations for the log of a job and,
                           in the file that $GITHUB_STEP_SUMMARY names, a summary of it (default: text)
  --lang LANGUAGE          ${LANG_HELP.en};
                           codes, quotes and JSON keys are the same
  --output FILE            writes the report there instead of to standard output
  --dump FILE              also writes all that was seen, without Secrets, environment variables and challenges' keys
  --anonymize              replaces names, hosts, addresses and commits in the dump
  --from FILE              judges what --dump has written instead of a cluster
  --fail-on LEVEL          the lowest level that makes the exit status 1: error, warning or info (default: error)
  --ignore CODE=OBJECT     leaves out a finding and what follows from it: R3=shop/web, H12=shop.example.com, O6=*;
                           may be repeated
  --version                the version of this program
  -h, --help               this text

An empty option counts as absent. The report goes to standard output, progress to standard error. Only a terminal gets
colours; NO_COLOR=1 and FORCE_COLOR=1 change that. In a clone, npm run -s verify -- is this program: without -s, npm
adds lines of its own.

Exit status: 0 fine · 1 something is wrong: findings at or above --fail-on · 2 something could not be judged, and
nothing is known to be wrong: no cluster, nothing to judge, a missing right · 3 still under way when the time was over
64 wrong usage · 78 a file that cannot be used · 130 and 143 ended by SIGINT and SIGTERM, with what was seen last

Examples:
${EXAMPLES}`,
  ko: `푸시한 것이 제대로 도착했는지 알려 줍니다: 동기화, 인증서, 라우팅, 실행, 그리고 푸시한 리비전으로 응답하는지.
아니라면 어디가 끊겼는지, 왜 그런지, 무엇을 하면 되는지 말합니다.

  umi-verify [cluster] [옵션]      kubeconfig의 클러스터를 봅니다
  umi-verify explain [CODE ...]    코드의 뜻. 코드가 없으면 전체 목록(CATALOGUE.ko.md)

무엇을 판단하는가. 아무것도 주지 않으면 이 클론의 원격 저장소를 쓰는 Application, 없으면 모든 Application입니다.
  --application NS/NAME    Argo CD Application과 그 하위. NAME만 쓰면 argocd에 있는 것. 여러 번 쓸 수 있습니다
  --certificate NS/NAME    Argo CD 없이, Certificate와 그것을 제공하는 것. 여러 번 쓸 수 있습니다
  --host HOST              Argo CD 없이, 공개 이름과 그것을 제공하는 것. 여러 번 쓸 수 있습니다
  --revision SHA           푸시한 커밋: $(git rev-parse HEAD). 기본값: Application이 체크아웃한 브랜치를 따르면
                           그 브랜치에서 푸시된 것으로 알려진 마지막 커밋
  --image-revision SHA     이미지를 빌드한 커밋. 기본값: Pod 템플릿의 애너테이션
                           org.opencontainers.image.revision의 값
  --path PATH              호스트마다 응답해야 하는 경로. 예: /ready?full (기본값: /health)

어떻게 접속하는가.
  --context NAME           kubeconfig의 현재 컨텍스트 대신 쓸 컨텍스트. Pod 안에서는 서비스 어카운트를 씁니다
  --address IP             DNS 대신 여기로 접속합니다. 호스트 이름은 그대로입니다: 203.0.113.7
  --resolver IP[:PORT]     이 컴퓨터의 DNS 서버 대신 물어볼 서버: 1.1.1.1, 127.0.0.1:5353
  --roots FILE             Node의 루트 대신 이 PEM 인증서를 신뢰합니다. 빈 파일이면 달라지지 않습니다
  --with-secrets           Secret의 메타데이터를 물어봅니다. 데이터는 묻지 않습니다 (기본값: 묻지 않음)
  --hook                   진행 중인 동기화의 훅으로 실행하므로 동기화가 끝나기를 기다리지 않습니다

얼마나 오래 보고, 무엇을 쓰는가.
  --wait DURATION          계속 지켜볼 시간: 90s, 5m, 1h (기본값: 5m). 0s는 한 번만 봅니다. 기다려도 소용없으면
                           일찍 끝납니다
  --format FORMAT          text, json(report/report.schema.json의 형식), github(작업 로그의 주석과
                           $GITHUB_STEP_SUMMARY 파일의 요약) (기본값: text)
  --lang LANGUAGE          ${LANG_HELP.ko}.
                           코드, 인용, JSON 키는 같습니다
  --output FILE            보고서를 표준 출력 대신 여기에 씁니다
  --dump FILE              본 것을 모두 저장합니다. Secret, 환경 변수, 챌린지의 키는 빠집니다
  --anonymize              저장할 때 이름, 호스트, 주소, 커밋을 바꿉니다
  --from FILE              클러스터 대신 --dump로 저장한 것을 판단합니다
  --fail-on LEVEL          종료 상태를 1로 만드는 가장 낮은 수준: error, warning, info (기본값: error)
  --ignore CODE=OBJECT     이 발견과 그 결과를 뺍니다: R3=shop/web, H12=shop.example.com, O6=*.
                           여러 번 쓸 수 있습니다
  --version                이 프로그램의 버전
  -h, --help               이 도움말

빈 옵션은 없는 것과 같습니다. 보고서는 표준 출력으로, 진행 상황은 표준 오류로 나갑니다. 색은 터미널에서만 쓰며
NO_COLOR=1과 FORCE_COLOR=1로 바꿀 수 있습니다. 클론에서는 npm run -s verify -- 가 이 프로그램입니다. -s가 없으면
npm이 줄을 덧붙입니다.

종료 상태: 0 정상 · 1 잘못된 것이 있음: --fail-on 이상의 발견 · 2 판단하지 못한 것이 있고 잘못은 발견되지 않음:
클러스터 없음, 판단할 것 없음, 권한 없음 · 3 시간이 다 될 때까지 진행 중 · 64 잘못된 사용법 · 78 쓸 수 없는 파일
130과 143 SIGINT와 SIGTERM으로 끝남. 마지막으로 본 것을 보고합니다

예:
${EXAMPLES}`,
};

/** The help, which calls the program as it was called. */
export function helpOf(env: Readonly<NodeJS.ProcessEnv>): Text {
  const called = (text: string) =>
    // npm says by this which of package.json's scripts it runs.
    env.npm_lifecycle_event === 'verify' ? text.replaceAll(/^ {2}umi-verify/gm, '  npm run -s verify --') : text;
  return { en: called(HELP.en), ko: called(HELP.ko) };
}

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
      ko: `${positionals.join(' ')}: cluster이거나, 코드가 따르는 explain이어야 합니다`,
    });
  if (values.anonymize && !values.dump)
    throw new UsageError({
      en: '--anonymize changes the dump: add --dump FILE',
      ko: '--anonymize는 저장하는 것을 바꿉니다: --dump FILE을 더하십시오',
    });
  if (values.from)
    for (const option of NOT_WITH_FROM)
      if ([values[option]].flat().some(Boolean))
        throw new UsageError({
          en: `--${option}: --from judges what was asked for when the dump was made`,
          ko: `--${option}: --from은 저장할 때 지정한 것을 판단합니다`,
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
      ko: `${option} ${text}: ${fallback ?? 'istio-system'}/shop 같은 NAMESPACE/NAME이어야 합니다`,
    });
  return { namespace, name };
}

function parseHost(text: string): string {
  if (!/^([a-z0-9_-]+\.)+[a-z0-9-]*[a-z][a-z0-9-]*$/i.test(text))
    throw new UsageError({
      en: `--host ${text}: expected a host name alone, such as shop.example.com`,
      ko: `--host ${text}: shop.example.com 같은 호스트 이름만 써야 합니다`,
    });
  return text.toLowerCase();
}

function parseCommit(option: string, text: string | undefined): string | undefined {
  if (!text) return undefined;
  if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(text))
    throw new UsageError({
      en: `${option} ${text}: expected a whole commit, as git rev-parse HEAD prints it`,
      ko: `${option} ${text}: git rev-parse HEAD가 출력하는 전체 커밋이어야 합니다`,
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
      ko: `--ignore ${text}: R3=shop/web이나 O6=* 같은 CODE=OBJECT여야 합니다`,
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
