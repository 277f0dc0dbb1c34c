import type { Check } from './check.ts';
import type { Finding } from '../model/finding.ts';
import type { Gap } from '../see/gap.ts';
import type { WrittenDemand } from '../see/demand.ts';
import { KINDS, type KindId } from '../see/kinds.ts';
import { quote } from '../see/quote.ts';
import type { Text } from '#program/language.ts';
import type { Unknown } from '../see/snapshot.ts';

/** The code for what could not be judged; its entry in the catalogue is in checks/o6-not-readable.ts. */
const UNKNOWN_CODE = 'O6';

/** The code for what cannot be known from Git; its entry is in checks/o11-not-in-git.ts. */
const NOT_IN_GIT_CODE = 'O11';

/** Most codes that one finding names. */
const MOST = 8;

/** Why something is not known, in words. */
export const GAPS: Readonly<Record<Gap['gap'], Text>> = {
  KindNotInstalled: { en: 'the cluster does not have this kind', ko: '클러스터에 이 kind가 없습니다' },
  Forbidden: { en: 'the right to read it is missing', ko: '읽을 권한이 없습니다' },
  Unauthorized: {
    en: 'the API server does not accept these credentials',
    ko: 'API 서버가 이 자격 증명을 거부했습니다',
  },
  Unreachable: { en: 'the API server does not answer', ko: 'API 서버가 응답하지 않습니다' },
  NoCredentials: {
    en: 'the credentials for the API server could not be obtained',
    ko: 'API 서버에 쓸 자격 증명을 얻지 못했습니다',
  },
  NoCluster: { en: 'it is not known which cluster to ask', ko: '어느 클러스터에 접속해야 할지 알 수 없습니다' },
  UnusableAnswer: {
    en: 'something answers that is not usable as an API server',
    ko: '응답은 오지만 제대로 된 API 서버가 아닙니다',
  },
  NotAsked: { en: 'it was not asked for', ko: '조회하지 않았습니다' },
  NotInGit: { en: 'Git does not tell', ko: 'Git만으로는 알 수 없습니다' },
};

/** What a check needed and could not know. */
interface Missed {
  readonly check: Check;
  readonly unknown: Unknown;
}

/**
 * One finding for each thing that could not be read, with the codes of the checks that needed it; what only single
 * namespaces could be read of is one for all kinds.
 * @param answered what could be read
 */
export function findUnknowns(missed: readonly Missed[], answered: readonly WrittenDemand[]): Finding[] {
  const inPart = missed.filter(({ unknown }) => namespacesRead(unknown, answered).length > 0);
  return [...eachUnknown(missed.filter((each) => !inPart.includes(each))), ...ofOtherNamespaces(inPart, answered)];
}

/** The namespaces in which what may not be listed over all of them could be read. */
function namespacesRead(
  { kind, namespace, name, gap }: Unknown,
  answered: readonly WrittenDemand[],
): readonly string[] {
  if (gap.gap !== 'Forbidden' || namespace !== undefined || name !== undefined) return [];
  return answered.flatMap((demand) =>
    demand.kind === kind && demand.by === undefined ? (demand.namespace ?? []) : [],
  );
}

function ofOtherNamespaces(missed: readonly Missed[], answered: readonly WrittenDemand[]): readonly Finding[] {
  const namespaces = new Set(missed.flatMap(({ unknown }) => namespacesRead(unknown, answered)));
  const kinds = [...new Set(missed.map(({ unknown }) => resourceOf(unknown.kind)))];
  const [first] = kinds;
  if (first === undefined) return [];
  const [places, codes] = [[...namespaces].sort().join(', '), few(missed.map(({ check }) => check.code))];
  return [
    {
      ...{ code: UNKNOWN_CODE, level: 'unknown', object: { kind: 'Namespace', name: '*' } },
      seen: {
        en: `only namespaces ${places} could be read; what others have of ${kinds.join(', ')} may change what these say: ${codes}`,
        ko: `${places} 네임스페이스만 읽을 수 있었습니다. 다른 네임스페이스에 무엇이 있는지(${kinds.join(', ')})에 따라 결과가 달라질 수 있는 검사: ${codes}`,
      },
      next: [`kubectl auth can-i list ${first} --all-namespaces`],
    },
  ];
}

function eachUnknown(unknowns: readonly Missed[]): Finding[] {
  const groups = new Map<
    string,
    { readonly unknown: Unknown; readonly codes: Set<string>; readonly sought: Set<string> }
  >();
  for (const { check, unknown } of unknowns) {
    const { kind, namespace, gap } = unknown;
    // A kind that is not installed simply has no objects; the checks that need one say so themselves.
    if (gap.gap === 'KindNotInstalled') continue;
    const isOfGit = gap.gap === 'NotInGit';
    const key = isOfGit ? gap.message : [kind, namespace, gap.gap].join(' ');
    const group = groups.get(key) ?? { unknown, codes: new Set(), sought: new Set() };
    groups.set(key, group);
    group.codes.add(check.code);
    if (gap.sought !== undefined) group.sought.add(gap.sought);
  }
  return [...groups.values()].map(({ unknown, codes, sought }) =>
    unknown.gap.gap === 'NotInGit' ? notInGit(unknown.gap, [...sought], [...codes]) : toFinding(unknown, [...codes]),
  );
}

/** One finding for each source that was not looked at, and one for what no source brings. */
function notInGit({ message }: Gap, sought: readonly string[], codes: readonly string[]): Finding {
  const [what, judged] = [few(sought), few(codes)];
  const seen =
    message === ''
      ? { en: `nothing in Git brings: ${what}`, ko: `Git에 없습니다: ${what}` }
      : { en: `${message}; it may bring: ${what}`, ko: `${message}. 여기서 배포할 수 있는 것: ${what}` };
  return {
    ...{ code: NOT_IN_GIT_CODE, level: 'unknown', object: { kind: 'Git', name: message === '' ? '*' : message } },
    seen: { en: `${seen.en}; not judged: ${judged}`, ko: `${seen.ko}. 판단하지 못한 검사: ${judged}` },
  };
}

function toFinding(unknown: Unknown, codes: readonly string[]): Finding {
  const { object, seen, next } = gapFinding(unknown);
  const judged = few(codes);
  return {
    ...{ code: UNKNOWN_CODE, level: 'unknown', object, next },
    seen: { en: `${seen.en}; not judged: ${judged}`, ko: `${seen.ko}. 판단하지 못한 검사: ${judged}` },
  };
}

/** What could not be read, why, and the command that shows it. */
export function gapFinding({
  kind,
  namespace,
  name,
  gap,
}: Unknown): Required<Pick<Finding, 'object' | 'seen' | 'next'>> {
  const resource = resourceOf(kind);
  const place = namespace === undefined ? '' : ` -n ${namespace}`;
  const because = GAPS[gap.gap];
  const words = gap.message === '' ? '' : `: ${quote(gap.message, 300)}`;
  const next =
    gap.gap === 'Forbidden'
      ? `kubectl auth can-i ${name === undefined ? 'list' : 'get'} ${resource}${place || ' --all-namespaces'}`
      : gap.gap === 'NoCluster'
        ? 'kubectl config get-contexts'
        : 'kubectl get --raw /readyz';
  return {
    object: { kind, ...(namespace === undefined ? {} : { namespace }), name: name ?? '*' },
    seen: { en: `${because.en}${words}`, ko: `${because.ko}${words}` },
    next: [next],
  };
}

/** A kind as kubectl names it. */
function resourceOf(kind: KindId): string {
  const { group, plural } = KINDS[kind];
  return group === '' ? plural : `${plural}.${group}`;
}

/** The first and, where there are more, how many in all. */
function few(all: readonly string[]): string {
  const codes = [...new Set(all)];
  return codes.length <= MOST ? codes.join(', ') : `${codes.slice(0, MOST).join(', ')} … (${codes.length})`;
}

/** The finding for a check that threw, so that the other checks are still heard. */
export function brokenCheck({ code }: Check, error: unknown): Finding {
  const words = quote(error instanceof Error ? error.message : String(error), 200);
  return {
    code: UNKNOWN_CODE,
    level: 'unknown',
    object: { kind: 'Check', name: code },
    seen: {
      en: `the check ${code} itself failed: ${words}; a dump (--dump FILE --anonymize) would help to fix it`,
      ko: `검사 ${code} 자체가 실패했습니다: ${words}. 덤프(--dump FILE --anonymize)가 있으면 고치기 쉽습니다`,
    },
  };
}
