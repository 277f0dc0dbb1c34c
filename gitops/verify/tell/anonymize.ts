import { createHmac, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { issuedCertificate } from '../model/issuance/issued-certificate.ts';
import type { Check } from '../judge/check.ts';
import { COMMON_WORDS } from './common-words.ts';
import { KINDS } from '../see/kinds.ts';
import type { CertificateRequest } from '../see/objects/cert-manager.ts';
import type { World } from '../see/world.ts';

/** Keys whose values are names that somebody chose. */
const NAMED = new Set([
  ...[
    'applicationNamespaces',
    'applications',
    'certificates',
    'class',
    'cluster',
    'clusters',
    'commonName',
    'contexts',
  ],
  ...['controllerNamespace', 'projectName', 'credentialName', 'credentialNames'],
  ...['defaultDestinationRuleExportTo', 'defaultServiceExportTo', 'defaultVirtualServiceExportTo', 'dnsName'],
  ...[
    'dnsNames',
    'dnsZones',
    'email',
    'exportTo',
    'gateways',
    'home',
    'host',
    'hostname',
    'hostnames',
    'hosts',
    'image',
  ],
  ...['ingressClass', 'ingressSelector', 'ingressService', 'rootNamespace', 'trustDomain'],
  ...[
    'ingressClassName',
    'gatewayClassName',
    'groupName',
    'instance',
    'name',
    'namespace',
    'namespaces',
    'nodeName',
    'owners',
  ],
  ...['path', 'pod', 'principals', 'project', 'repoURL', 'repositories', 'secretName', 'secrets', 'server', 'services'],
  ...['serviceAccountName', 'solverName', 'subject', 'targetRevision', 'url', 'user', 'value', 'values'],
]);
/** Maps in which both the keys and the values may be names that somebody chose. */
const MAPS = new Set(['annotations', 'labels', 'matchLabels', 'selector', 'value']);
/** Keys whose values are words of an API, unless the value is a sentence. */
const OF_THE_API = new Set([
  ...['action', 'apiVersion', 'ask', 'by', 'gap', 'group', 'health', 'kind', 'mode', 'phase', 'protocol', 'reason'],
  ...['relation', 'resource', 'state', 'status', 'takenAt', 'type', 'verb', 'version'],
]);
/** From this length on hexadecimal digits are a digest; shorter ones may be the short form of a commit. */
const LONG = 16;

const EXPRESSION = 'an expression';

type Word = (word: string) => string;

/**
 * Makes a function that replaces names, namespaces, hosts, addresses, commits, digests and serial numbers in a
 * world, each by the same word everywhere and by one of the same length, so that the findings stay the same.
 * @param checks their texts tell which words belong to the field and are kept
 */
export function anonymizer(checks: readonly Check[]): (world: World) => World {
  const common = commonWords(checks);
  return (world) => anonymize(world, common);
}

function anonymize(world: World, common: ReadonlySet<string>): World {
  const words = new Set<string>();
  harvest(world, '', words);
  const chosen = [...words].filter(
    (word) => word.length > 2 && !/^\d+$|^[0-9a-f]{16,}$/.test(word) && !common.has(word),
  );
  const change = inText(rename(chosen), addresses(), hashes(commitsIn(world), randomBytes(32)));
  const { CertificateRequest, ...others } = world.objects as { readonly CertificateRequest?: CertificateRequest[] };
  const described = CertificateRequest ? { CertificateRequest: CertificateRequest.map(describeIssued) } : {};
  return changed({ ...world, objects: { ...others, ...described } }, change, '') as World;
}

/** A certificate cannot be changed, because it is signed; the facts that are read from it take its place. */
function describeIssued(object: CertificateRequest): CertificateRequest {
  const { certificate, ca, ...status } = object.status ?? {};
  const issued = certificate === undefined ? undefined : issuedCertificate({ ...status, certificate });
  // Only whether there is a CA matters.
  return { ...object, status: { ...status, ...(issued ? { issued } : {}), ...(ca === undefined ? {} : { ca: '' }) } };
}

function harvest(value: unknown, key: string, words: Set<string>): void {
  if (typeof value === 'string') {
    if (NAMED.has(key)) for (const word of wordsIn(value)) words.add(word);
  } else if (Array.isArray(value))
    // The key of an expression in a label selector is a label.
    for (const each of value) harvest(each, key === 'matchExpressions' ? EXPRESSION : key, words);
  else if (typeof value === 'object' && value !== null)
    for (const [name, each] of Object.entries(value)) {
      // spec.selector is a map of labels itself, or an object that holds one.
      if (!MAPS.has(key) || typeof each === 'object')
        harvest(each, key === EXPRESSION && name === 'key' ? 'name' : name, words);
      else for (const word of [...wordsIn(name), ...(isName(each) ? wordsIn(each) : [])]) words.add(word);
    }
}

/** Whether a value is a name; an annotation may hold a whole document instead. */
function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[\w./:-]{1,253}$/.test(value);
}

function changed(value: unknown, change: Word, key: string): unknown {
  if (typeof value === 'string') return OF_THE_API.has(key) && !value.includes(' ') ? value : change(value);
  if (Array.isArray(value)) return value.map((each) => changed(each, change, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) =>
      MAPS.has(key) && typeof each !== 'object'
        ? [change(name), changed(each, change, 'name')]
        : [name, changed(each, change, name)],
    ),
  );
}

/** Keeps times; replaces hashes, then addresses, then words, because each may contain what looks like the next. */
function inText(word: Word, address: Word, hash: Word): Word {
  const timePattern = String.raw`\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)`;
  const hashPattern = String.raw`(?:[0-9A-Fa-f]{2}:){15,}[0-9A-Fa-f]{2}|\b(?:[0-9a-f]{7,128}|[0-9A-F]{16,128})\b`;
  const addressPattern = String.raw`\b\d{1,3}(?:\.\d{1,3}){3}\b|[0-9A-Fa-f]*:[0-9A-Fa-f:]*:[0-9A-Fa-f.:]*`;
  const pattern = new RegExp(`(${timePattern})|(${hashPattern})|(${addressPattern})|([A-Za-z0-9]+)`, 'g');
  return (text) =>
    text.replace(pattern, (all, isTime?: string, isHash?: string, isAddress?: string) => {
      if (isTime !== undefined) return all;
      if (isHash !== undefined) return hash(word(all));
      return isAddress === undefined ? word(all) : address(all);
    });
}

/** Gives each word another one of its length: `w00`, `w01` … */
function rename(words: readonly string[]): Word {
  const others = new Map(
    words.map((word, index) => [word, `w${index.toString(36).padStart(word.length - 1, '0')}`] as const),
  );
  return (word) => others.get(word.toLowerCase()) ?? word;
}

/** Private addresses are replaced by private ones, all others by those reserved for benchmarks (RFC 2544). */
function addresses(): Word {
  const others = new Map<string, string>();
  return (text) => {
    const version = isIP(text);
    if (version === 0 || /^(0\.0\.0\.0|127\.|::1?$)/.test(text)) return text;
    const known = others.get(text);
    if (known !== undefined) return known;
    const number = others.size + 1;
    const rest = `${Math.floor(number / 250)}.${(number % 250) + 1}`;
    const isPrivate = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(text);
    const other = version === 6 ? `2001:db8::${number.toString(16)}` : `${isPrivate ? '10.0' : '198.18'}.${rest}`;
    others.set(text, other);
    return other;
  };
}

/** Replaces commits, their short forms, digests, serial numbers and fingerprints: all of them can be looked up. */
function hashes(commits: readonly string[], key: Buffer): Word {
  return (text) => {
    const isShort = text.length < LONG;
    const long = isShort ? commits.find((commit) => commit.startsWith(text)) : text;
    if (long === undefined) return text;
    const digits = createHmac('sha512', key).update(long.toLowerCase()).digest('hex');
    let position = 0;
    const other = text.replace(/[0-9A-Fa-f]/g, () => digits[position++ % digits.length] ?? '0');
    return text === text.toUpperCase() ? other.toUpperCase() : other;
  };
}

function commitsIn(world: World): readonly string[] {
  return [...new Set(JSON.stringify(world).match(/\b[0-9a-f]{40}\b/g) ?? [])];
}

function commonWords(checks: readonly Check[]): ReadonlySet<string> {
  const texts = checks.flatMap(({ title, means, remedy }) => [title.en, means.en, remedy.en]);
  const kinds = Object.values(KINDS).flatMap(({ group, kind, plural }) => [group, kind, plural]);
  return new Set([COMMON_WORDS, ...texts, ...kinds].flatMap(wordsIn));
}

function wordsIn(text: string): readonly string[] {
  return (text.match(/[A-Za-z0-9]+/g) ?? []).map((word) => word.toLowerCase());
}
