import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import { UsageError } from '#program/command.ts';
import { parseDuration } from './duration.ts';
import type { Threshold } from './exit-status.ts';
import type { Ignored } from './ignored.ts';
import { FORMATS, type Format } from './report/index.ts';
import { EMPTY_SCOPE, type ObjectName, type Scope } from './scope.ts';
import { LANGUAGES, type Language } from './text.ts';

const THRESHOLDS: readonly Threshold[] = ['error', 'warning', 'info'];

/** Options that do not go with `--from`: a dump already contains them. */
const NOT_WITH_FROM = ['application', 'certificate', 'host', 'revision', 'image-revision', 'path'] as const;

export const HELP = `Says whether what was pushed has arrived: synced, certified, served, routed, running, and answering with the pushed
revision. If not, it names the link that broke, why, and what to do.

  npm run verify -- [cluster] [options]            looks at the cluster of your kubeconfig
  npm run verify -- explain [CODE ...] [--lang ko] what a code means; without one, the list of all (CATALOGUE.md)

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
  --lang LANGUAGE          en or ko: the explanations; codes, quotes and JSON keys are the same (default: en)
  --output FILE            writes the report there instead of to standard output
  --dump FILE              also writes all that was seen, without Secrets, environment variables and challenges' keys
  --anonymize              replaces names, hosts, addresses and commits in the dump
  --from FILE              judges what --dump has written instead of a cluster
  --fail-on LEVEL          the lowest level that makes the exit status 1: error, warning or info (default: error)
  --ignore CODE=OBJECT     leaves out a finding and what follows from it: R3=shop/web, H12=shop.example.com, O6=*;
                           may be repeated
  -h, --help               this text

An empty option counts as absent. The report goes to standard output, progress to standard error. npm adds lines of its
own: for a program to read, use npm run -s, --output, or the program itself (umi-verify, in the image and as a bin).
Only a terminal gets colours; NO_COLOR=1 and FORCE_COLOR=1 change that.

Exit status:
  0   fine
  1   something is wrong: findings at or above --fail-on
  2   something could not be judged, and nothing is known to be wrong: no cluster, nothing to judge, a missing right
  3   still under way when the time was over
  64  wrong usage · 78 a file that cannot be used · 130 and 143 ended by SIGINT and SIGTERM, with what was seen last

Examples:
  npm run verify
  npm run -s verify -- --application argocd/shop --wait 0s
  npm run -s verify -- --certificate istio-system/shop --format json --output report.json
  npm run -s verify -- --host shop.example.com --lang ko
  npm run -s verify -- --dump snapshot.json --anonymize; npm run -s verify -- --from snapshot.json
  npm run -s verify -- --fail-on warning --ignore 'H12=*'
  npm run -s verify -- explain H1
`;

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
 * @returns undefined where help is asked for
 * @throws {UsageError | TypeError} a TypeError comes from parseArgs
 */
export function parseOptions(args: readonly string[]): ClusterOptions | ExplainOptions | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
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
      lang: { type: 'string' },
      output: { type: 'string' },
      dump: { type: 'string' },
      anonymize: { type: 'boolean' },
      from: { type: 'string' },
      'fail-on': { type: 'string' },
      ignore: { type: 'string', multiple: true },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return undefined;
  const [command = 'cluster', ...rest] = positionals;
  const language = oneOf('--lang', values.lang || 'en', LANGUAGES);
  if (command === 'explain') return { command, codes: rest.map((code) => code.toUpperCase()), language };
  if (command !== 'cluster' || rest.length > 0)
    throw new UsageError(`${positionals.join(' ')}: expected cluster, or explain with codes`);
  if (values.anonymize && !values.dump) throw new UsageError('--anonymize changes the dump: add --dump FILE');
  if (values.from)
    for (const option of NOT_WITH_FROM)
      if ([values[option]].flat().some(Boolean))
        throw new UsageError(`--${option}: --from judges what was asked for when the dump was made`);
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
    rootsFile: values.roots || undefined,
    wait: parseDuration(values.wait || '5m'),
    format: oneOf('--format', values.format || 'text', Object.keys(FORMATS) as Format[]),
    language,
    output: values.output || undefined,
    dump: values.dump || undefined,
    isAnonymous: values.anonymize ?? false,
    from: values.from || undefined,
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
    throw new UsageError(`${option} ${text}: expected NAMESPACE/NAME, such as ${fallback ?? 'istio-system'}/shop`);
  return { namespace, name };
}

function parseHost(text: string): string {
  if (!/^([a-z0-9_-]+\.)+[a-z0-9-]*[a-z][a-z0-9-]*$/i.test(text))
    throw new UsageError(`--host ${text}: expected a host name alone, such as shop.example.com`);
  return text.toLowerCase();
}

function parseCommit(option: string, text: string | undefined): string | undefined {
  if (!text) return undefined;
  if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(text))
    throw new UsageError(`${option} ${text}: expected a whole commit, as git rev-parse HEAD prints it`);
  return text;
}

function parseAddress(option: string, text: string | undefined): string | undefined {
  if (text && isIP(text) === 0) throw new UsageError(`${option} ${text}: expected an IP address, such as 203.0.113.7`);
  return text || undefined;
}

function parseResolver(text: string | undefined): string | undefined {
  if (!text) return undefined;
  const [, address = text] = /^\[?([^\]]*?)\]?:\d{1,5}$/.exec(text) ?? [];
  if (isIP(text) === 0 && isIP(address) === 0)
    throw new UsageError(`--resolver ${text}: expected an IP address, such as 1.1.1.1 or 127.0.0.1:5353`);
  return text;
}

function parsePath(text: string): string {
  if (!/^\/[^\s#]*$/.test(text)) throw new UsageError(`--path ${text}: expected a path, such as /health`);
  return text;
}

function parseIgnored(text: string): Ignored {
  const [, code, object] = /^([A-Z]\d+)=(.+)$/.exec(text) ?? [];
  if (code === undefined || object === undefined)
    throw new UsageError(`--ignore ${text}: expected CODE=OBJECT, such as R3=shop/web or O6=*`);
  return { code, object };
}

function oneOf<T extends string>(option: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((each) => each === text);
  if (choice === undefined) throw new UsageError(`${option} ${text}: expected ${choices.join(', ')}`);
  return choice;
}
