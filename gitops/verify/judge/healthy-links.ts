import { applicationsOf, isSyncing } from '../model/sync/applications.ts';
import { certificatesOf } from '../model/issuance/certificates.ts';
import { healthOf, isAnswer, isGood } from '../model/trace/health.ts';
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
  ...applicationsOf(view).flatMap((application) => applicationLink(view, application)),
  ...certificatesOf(view).flatMap((certificate) => certificateLink(view, certificate)),
  ...hostsOf(view).flatMap((host) => [...servedLink(view, host), ...routeLink(view, host)]),
  ...workloadsOf(view).flatMap(({ kind, workload }) => workloadLink(view, kind, workload)),
  ...hostsOf(view).flatMap((host) => healthLink(view, host)),
]);

function speaksOf(finding: Finding, { object, parts = [], series }: Link): boolean {
  const about = keyOf(finding.object);
  if (about === keyOf(object)) return series?.some((letter) => finding.code.startsWith(letter)) ?? true;
  return parts.some((part) => keyOf(part) === about);
}

function applicationLink({ scope }: View, application: Application): readonly Link[] {
  const { sync, health, operationState } = application.status ?? {};
  const isOwnHook = scope.isHook && isSyncing(application);
  if (sync?.status !== 'Synced' || (health?.status !== 'Healthy' && !isOwnHook)) return [];
  if (operationState && operationState.phase !== 'Succeeded' && !isOwnHook) return [];
  const revision = (sync.revisions ?? [sync.revision ?? '']).map(shortCommit).join(', ');
  const object = referenceTo('Application', application);
  const { finishedAt } = operationState ?? {};
  const last = isOwnHook
    ? { en: ', in the sync under way', ko: ', 동기화 진행 중' }
    : finishedAt === undefined
      ? { en: '', ko: '' }
      : { en: `; last sync ended ${minute(finishedAt)}`, ko: `; 마지막 동기화 ${minute(finishedAt)}` };
  return [
    {
      object,
      text: {
        en: `${wordsOf(object)}: synced to ${revision}, ${health?.status ?? ''}${last.en}`,
        ko: `${wordsOf(object)}: ${revision} 동기화됨, ${health?.status ?? ''}${last.ko}`,
      },
    },
  ];
}

function certificateLink(view: View, certificate: Certificate): readonly Link[] {
  const { notAfter, renewalTime } = certificate.status ?? {};
  if (conditionOf(certificate, 'Ready')?.status !== 'True' || notAfter === undefined) return [];
  if (Date.parse(notAfter) <= view.now) return [];
  const object = referenceTo('Certificate', certificate);
  const renewal =
    renewalTime === undefined
      ? { en: '', ko: '' }
      : { en: `, renewed from ${minute(renewalTime)}`, ko: `, 갱신 예정 ${minute(renewalTime)}` };
  return [
    {
      object,
      text: {
        en: `${wordsOf(object)}: Ready until ${minute(notAfter)}${renewal.en}`,
        ko: `${wordsOf(object)}: Ready, 만료 ${minute(notAfter)}${renewal.ko}`,
      },
    },
  ];
}

/** One line for each certificate that is served for a host, with the addresses that serve it. */
function servedLink(view: View, host: string): readonly Link[] {
  const leaves = handshakesOf(view, host).flatMap(({ address, answer }) => {
    if (!('chain' in answer) || answer.refusal !== undefined) return [];
    const [leaf] = answer.chain;
    return leaf ? [{ leaf, address }] : [];
  });
  return [...new Map(leaves.map(({ leaf }) => [leaf.fingerprint, leaf])).values()].map((leaf) => {
    const { fingerprint, issuer, notAfter } = leaf;
    const same = leaves.filter((each) => each.leaf.fingerprint === fingerprint);
    const addresses = same.map(({ address }) => address).join(', ');
    return {
      object: hostReference(host),
      series: ['T', 'C', 'O'],
      text: {
        en: `https://${host}: TLS at ${addresses}, by ${quote(issuer, 60)}, until ${minute(notAfter)}`,
        ko: `https://${host}: TLS ${addresses}, 발급 CA ${quote(issuer, 60)}, 만료 ${minute(notAfter)}`,
      },
    };
  });
}

function routeLink(view: View, host: string): readonly Link[] {
  const destinations = destinationsOf(view, host).map(({ namespace, name, port, route, kind }) => {
    const service = view.get('Service', namespace, name);
    const endpoints = service ? readyEndpoints(view, service) : 0;
    const parts = [referenceTo(kind, route), { kind: 'Service' as const, namespace, name }];
    return { words: `${namespace}/${name}${port === undefined ? '' : `:${port}`}`, endpoints, parts };
  });
  if (destinations.length === 0 || destinations.some(({ endpoints }) => endpoints === 0)) return [];
  const said = [...new Map(destinations.map((each) => [each.words, each])).values()];
  const list = said.map(({ words, endpoints }) => `${words} (${endpoints} ready)`).join(', ');
  return [
    {
      object: hostReference(host),
      parts: destinations.flatMap(({ parts }) => parts),
      series: ['R', 'H'],
      text: {
        en: `https://${host}: goes to Service ${list}`,
        ko: `https://${host}: Service ${list}로 이어짐`,
      },
    },
  ];
}

function workloadLink(view: View, kind: WorkloadKind, workload: Workload): readonly Link[] {
  const { metadata, spec, status = {} } = workload;
  const wanted = spec.replicas ?? 1;
  const { readyReplicas: ready = 0, updatedReplicas: updated = 0, replicas = 0 } = status;
  const isCurrent = (status.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  // A DaemonSet counts its Pods in other fields; a gateway that is one is covered by the certificates it serves.
  if (kind === 'DaemonSet' || wanted === 0 || !isCurrent) return [];
  if (ready < wanted || updated < wanted || replicas !== wanted) return [];
  const object = referenceTo(kind, workload);
  const revision = shortCommit(spec.template.metadata?.annotations?.['org.opencontainers.image.revision'] ?? '');
  return [
    {
      object,
      parts: podsOf(view, workload).map((pod) => referenceTo('Pod', pod)),
      text: {
        en: `${wordsOf(object)}: ${ready} of ${wanted} Pods ready${revision && `, revision ${revision}`}`,
        ko: `${wordsOf(object)}: Pod ${wanted}개 중 ${ready}개 준비됨${revision && `, 리비전 ${revision}`}`,
      },
    },
  ];
}

function healthLink(view: View, host: string): readonly Link[] {
  return healthOf(view, host).flatMap(({ question: { url, address, times }, answers }) => {
    const good = answers.filter(isAnswer).filter(isGood);
    const [first] = good;
    if (!first || good.length < times) return [];
    const slowest = Math.round(Math.max(...good.map(({ milliseconds }) => milliseconds)));
    const revision = shortCommit(revisionIn(first.body));
    const count = good.length;
    return [
      {
        object: hostReference(host),
        series: ['W', 'R', 'T', 'H'],
        text: {
          en: `${url}: ${count} of ${count} answers are good, the slowest in ${slowest} ms, from ${address}${revision && `, revision ${revision}`}`,
          ko: `${url}: ${count}번 모두 정상 응답, 가장 느린 응답 ${slowest}ms, ${address}${revision && `, 리비전 ${revision}`}`,
        },
      },
    ];
  });
}

/** The revision in the answer of our service; other services give none. */
function revisionIn(body: string): string {
  return /"revision":\s*"([\w.-]{1,64})"/.exec(body)?.[1] ?? '';
}

/** Shortens a commit; the version of a chart stays as it is. */
function shortCommit(revision: string): string {
  return /^[0-9a-f]{40,64}$/.test(revision) ? revision.slice(0, 8) : revision;
}

/** `2026-11-24 12:00Z` */
function minute(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')}Z`;
}
