import { applicationsOf, isSyncing } from '../model/sync/applications.ts';
import { certificatesOf } from '../model/issuance/certificates.ts';
import { healthOf, isAnswer, isGood, REVISION } from '../model/trace/health.ts';
import { hostsOf } from '../model/trace/hosts.ts';
import { destinationsOf } from '../model/trace/destinations.ts';
import { handshakesOf } from '../model/trace/handshakes.ts';
import { podsOf, readyEndpoints, workloadsOf, type WorkloadKind } from '../model/workload/workloads.ts';
import type { Finding } from '../model/finding.ts';
import type { Application } from '../see/objects/application.ts';
import type { Certificate } from '../see/objects/cert-manager.ts';
import { conditionOf } from '../see/objects/kubernetes-object.ts';
import type { Workload } from '../see/objects/workload.ts';
import { quote } from '../see/quote.ts';
import { host as hostReference, keyOf, referenceTo, wordsOf, type Reference } from '../model/reference.ts';
import { inBoth } from './in-both.ts';
import type { Series } from './series.ts';
import type { Text } from '#program/language.ts';
import { remembered, type View } from '../see/view.ts';

/** A link of the chain that holds, described in one line. */
export interface Fine {
  readonly object: Reference;
  readonly text: Text;
}

interface Link extends Fine {
  /** Objects that the link consists of: a finding about one of them is about the link. */
  readonly parts?: readonly Reference[];
  /** The series whose findings are about this link; those of other series are about another link of the same host. */
  readonly series?: readonly Series[];
}

/** The links that were seen to hold and that no finding is about. */
export function healthyLinks(view: View, findings: readonly Finding[]): readonly Fine[] {
  const grave = findings.filter(({ level }) => level !== 'info');
  return linksThatHold(view)
    .filter((link) => !grave.some((finding) => speaksOf(finding, link)))
    .map(({ object, text }) => ({ object, text }));
}

/** The links that were seen to hold. */
export const linksThatHold = remembered('links', (view): readonly Link[] => [
  ...applicationsOf(view).flatMap((application) => applicationLink(view, application) ?? []),
  ...certificatesOf(view).flatMap((certificate) => certificateLink(view, certificate) ?? []),
  ...hostsOf(view).flatMap((host) => [...servedLinks(view, host), routeLink(view, host) ?? []].flat()),
  ...workloadsOf(view).flatMap(({ kind, workload }) => workloadLink(view, kind, workload) ?? []),
  ...hostsOf(view).flatMap((host) => healthLinks(view, host)),
]);

function speaksOf(finding: Finding, { object, parts = [], series }: Link): boolean {
  const about = keyOf(finding.object);
  if (about === keyOf(object)) return series?.some((letter) => finding.code.startsWith(letter)) ?? true;
  return parts.some((part) => keyOf(part) === about);
}

function applicationLink({ scope }: View, application: Application): Link | undefined {
  const { sync, health, operationState } = application.status ?? {};
  const isOwnHook = scope.isHook && isSyncing(application);
  if (sync?.status !== 'Synced' || (health?.status !== 'Healthy' && !isOwnHook)) return undefined;
  if (operationState && operationState.phase !== 'Succeeded' && !isOwnHook) return undefined;
  const revision = (sync.revisions ?? [sync.revision ?? '']).map(shortCommit).join(', ');
  const object = referenceTo('Application', application);
  const synced = { en: `synced to ${revision}`, ko: `${revision} 동기화됨` };
  const { finishedAt = '' } = operationState ?? {};
  const last = isOwnHook
    ? { en: ', in the sync under way', ko: ', 동기화 진행 중' }
    : { en: `; last sync ended ${minute(finishedAt)}`, ko: `; 마지막 동기화 ${minute(finishedAt)}` };
  const isTold = isOwnHook || finishedAt !== '';
  return { object, text: inBoth`${wordsOf(object)}: ${synced}, ${health?.status ?? ''}${isTold ? last : ''}` };
}

function certificateLink(view: View, certificate: Certificate): Link | undefined {
  const { notAfter, renewalTime } = certificate.status ?? {};
  if (conditionOf(certificate, 'Ready')?.status !== 'True' || notAfter === undefined) return undefined;
  if (Date.parse(notAfter) <= view.now) return undefined;
  const object = referenceTo('Certificate', certificate);
  const [end, renewal] = [minute(notAfter), minute(renewalTime ?? '')];
  const ready = { en: `Ready until ${end}`, ko: `Ready, 만료 ${end}` };
  const renewed = { en: `, renewed from ${renewal}`, ko: `, 갱신 예정 ${renewal}` };
  return { object, text: inBoth`${wordsOf(object)}: ${ready}${renewalTime === undefined ? '' : renewed}` };
}

/** One line for each certificate that is served for a host, with the addresses that serve it. */
function servedLinks(view: View, host: string): readonly Link[] {
  const leaves = handshakesOf(view, host).flatMap(({ address, answer }) => {
    const [leaf] = 'chain' in answer && answer.refusal === undefined ? answer.chain : [];
    return leaf ? [{ leaf, address }] : [];
  });
  return [...new Map(leaves.map(({ leaf }) => [leaf.fingerprint, leaf])).values()].map((leaf) => {
    const same = leaves.filter((each) => each.leaf.fingerprint === leaf.fingerprint);
    const addresses = same.map(({ address }) => address).join(', ');
    const [issuer, end] = [quote(leaf.issuer, 60), minute(leaf.notAfter)];
    return {
      object: hostReference(host),
      series: ['T', 'C', 'O'],
      text: {
        en: `https://${host}: TLS at ${addresses}, by ${issuer}, until ${end}`,
        ko: `https://${host}: TLS ${addresses}, 발급 CA ${issuer}, 만료 ${end}`,
      },
    };
  });
}

function routeLink(view: View, host: string): Link | undefined {
  const destinations = destinationsOf(view, host).flatMap(({ rule, to, service }) => {
    if (!service) return [];
    const { namespace, name } = service;
    const { number } = to.destination.port ?? {};
    const found = view.get('Service', namespace, name);
    const endpoints = found ? readyEndpoints(view, found) : 0;
    const parts = [rule.object, { kind: 'Service' as const, namespace, name }];
    return [{ words: `${namespace}/${name}${number === undefined ? '' : `:${number}`}`, endpoints, parts }];
  });
  if (destinations.length === 0 || destinations.some(({ endpoints }) => endpoints === 0)) return undefined;
  const said = [...new Map(destinations.map((each) => [each.words, each])).values()];
  const list = said.map(({ words, endpoints }) => `${words} (${endpoints} ready)`).join(', ');
  return {
    object: hostReference(host),
    parts: destinations.flatMap(({ parts }) => parts),
    series: ['R', 'H'],
    text: { en: `https://${host}: goes to Service ${list}`, ko: `https://${host}: Service ${list}로 이어짐` },
  };
}

function workloadLink(view: View, kind: WorkloadKind, workload: Workload): Link | undefined {
  const { metadata, spec, status = {} } = workload;
  const wanted = spec.replicas ?? 1;
  const { readyReplicas: ready = 0, updatedReplicas: updated = 0, replicas = 0 } = status;
  const isCurrent = (status.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  // A DaemonSet counts its Pods in other fields; a gateway that is one is covered by the certificates it serves.
  if (kind === 'DaemonSet' || wanted === 0 || !isCurrent) return undefined;
  if (ready < wanted || updated < wanted || replicas !== wanted) return undefined;
  const object = referenceTo(kind, workload);
  const count = { en: `${ready} of ${wanted} Pods ready`, ko: `Pod ${wanted}개 중 ${ready}개 준비됨` };
  const revision = inWords(spec.template.metadata?.annotations?.[REVISION]);
  const parts = podsOf(view, workload).map((pod) => referenceTo('Pod', pod));
  return { object, parts, text: inBoth`${wordsOf(object)}: ${count}${revision}` };
}

function healthLinks(view: View, host: string): readonly Link[] {
  return healthOf(view, host).flatMap(({ question: { url, address, times }, answers }) => {
    const good = answers.filter(isAnswer).filter(isGood);
    const [first] = good;
    if (!first || good.length < times) return [];
    const slowest = Math.round(Math.max(...good.map(({ milliseconds }) => milliseconds)));
    const count = {
      en: `${good.length} of ${good.length} answers are good, the slowest in ${slowest} ms, from ${address}`,
      ko: `${good.length}번 모두 정상 응답, 가장 느린 응답 ${slowest}ms, ${address}`,
    };
    // Other services than ours tell none.
    const revision = inWords(/"revision":\s*"([\w.-]{1,64})"/.exec(first.body)?.[1]);
    return [{ object: hostReference(host), series: ['W', 'R', 'T', 'H'], text: inBoth`${url}: ${count}${revision}` }];
  });
}

function inWords(revision = ''): Text | '' {
  const commit = shortCommit(revision);
  return commit && { en: `, revision ${commit}`, ko: `, 리비전 ${commit}` };
}

/** Shortens a commit; the version of a chart stays as it is. */
function shortCommit(revision: string): string {
  return /^[0-9a-f]{40,64}$/.test(revision) ? revision.slice(0, 8) : revision;
}

/** `2026-11-24 12:00Z` */
function minute(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')}Z`;
}
