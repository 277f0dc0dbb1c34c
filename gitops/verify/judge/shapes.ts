import { onItsWay } from '../model/moving.ts';
import { host, keyOf, referenceTo, type Reference } from '../model/reference.ts';
import { certificatesOf, touchedByCertificate } from '../model/issuance/certificates.ts';
import { pendingHttp01 } from '../model/issuance/challenges.ts';
import { solversInUse, touchedBySolver, touchedDown } from '../model/issuance/solvers.ts';
import { applicationsOf, holdersOf } from '../model/sync/applications.ts';
import { touchedByApplication } from '../model/sync/consequences.ts';
import { refusalsFor, type Reason, type Refusal } from '../model/sync/refusals.ts';
import { destinationFaults, unknownDestinations, type DestinationFault } from '../model/trace/destination-faults.ts';
import { foundOn } from '../model/trace/health-trace.ts';
import { settlingOf } from '../model/trace/settling.ts';
import { hostsOf } from '../model/trace/hosts.ts';
import { speakersOf } from '../model/trace/routes.ts';
import { touchedByTls } from '../model/trace/tls-certificates.ts';
import { tlsTerminations } from '../model/trace/tls-terminations.ts';
import { unreadyContainers, whatGoesOn, type ContainerPlace } from '../model/workload/pods.ts';
import { aboutWorkload, touchedByHost, workloadsOf } from '../model/workload/workloads.ts';
import type { Observation } from '../model/finding.ts';
import type { VirtualService } from '../see/objects/istio.ts';
import type { View } from '../see/view.ts';
import { check, type Check, type Written } from './check.ts';
import { inBoth } from './in-both.ts';

/** What a check of a shape finds; the shape says what it is about and what it touches, unless the check does. */
export type Found = Omit<Observation, 'object'> & Partial<Pick<Observation, 'object'>>;

/** A check as it is written that looks at its subjects one by one. */
type Shaped<S> = Omit<Written, 'judge'> & {
  readonly find: (view: View, subject: S) => Found | readonly Found[] | undefined;
};

/** What a shape says of a finding. */
type About = Omit<Observation, 'seen'>;

function checkOf<S>(subjectsOf: (view: View) => Iterable<S>, about: (view: View, subject: S) => About) {
  return ({ find, ...written }: Shaped<S>): Check =>
    check({
      ...written,
      *judge(view) {
        for (const subject of subjectsOf(view))
          for (const found of [find(view, subject) ?? []].flat()) yield { ...about(view, subject), ...found };
      },
    });
}

/** A check of each judged Application; whatever it holds suffers. */
export const checkOfApplication = checkOf(applicationsOf, (view, application) => ({
  object: referenceTo('Application', application),
  touches: touchedByApplication(view, application),
}));

/** A check of each judged Certificate; its hosts suffer. */
export const checkOfCertificate = checkOf(certificatesOf, (view, certificate) => ({
  object: referenceTo('Certificate', certificate),
  touches: touchedByCertificate(view, certificate),
}));

/** A check of each HTTP-01 Challenge that has not ended; all that it is for suffers. */
export const checkOfChallenge = checkOf(pendingHttp01, (view, { certificate, challenge }) => ({
  object: referenceTo('Challenge', challenge),
  touches: touchedDown(view, certificate),
}));

/** A check of each solver that the judged Certificates depend on; these suffer. */
export const checkOfSolver = checkOf(solversInUse, (view, used) => ({
  ...{ object: used.issuer, touches: touchedBySolver(view, used) },
}));

/** A check of destinations that gateways do not know; the hosts suffer. */
export const checkOfDestination = checkOf(unknownDestinations, aboutDestination);

/** A check of what keeps requests from destinations. */
export const checkOfUpstream = checkOf(destinationFaults, aboutDestination);

function aboutDestination(view: View, { decision, destination, hosts, steps }: DestinationFault): About {
  return {
    ...{ object: decision.object, field: decision.field },
    ...onItsWay(settlingOf(view, foundOn(view, { steps }))),
    touches: [
      ...hosts.map(host),
      ...(destination.service ? [{ kind: 'Service' as const, ...destination.service }] : []),
      ...holdersOf(view, decision.object),
    ],
  };
}

/** A check of each judged host; the cause may be in what is behind it. */
export const checkOfHost = checkOf(hostsOf, (view, name) => ({
  object: host(name),
  touches: touchedByHost(view, name),
}));

/** A check of each place where TLS of a judged host ends; the host suffers. */
export const checkOfTlsTermination = checkOf(tlsTerminations, (view, { name, end }) => ({
  ...{ object: end.gateway, field: end.field, touches: touchedByTls(view, name, [end]) },
}));

/** A check of each VirtualService that has judged hosts; these and what holds it suffer. */
export const checkOfVirtualService = checkOf(speakersOf, (view, { virtualService, hosts }) => ({
  object: referenceTo('VirtualService', virtualService),
  touches: touchedByRoute(view, virtualService, hosts),
}));

export function touchedByRoute(
  view: View,
  virtualService: VirtualService,
  hosts: readonly string[],
): readonly Reference[] {
  return [...hosts.map(host), ...holdersOf(view, referenceTo('VirtualService', virtualService))];
}

/** A check of each judged workload; its Services, their hosts and its Applications suffer. */
export const checkOfWorkload = checkOf(workloadsOf, (view, { kind, workload }) => aboutWorkload(view, kind, workload));

/** A check of what syncs are refused for; refusals of the same object are one finding, foreseen or not. */
export function checkOfRefusal({ reason, of = ({ object }) => object, find, foresee, ...written }: OfRefusal): Check {
  return check({
    ...written,
    *judge(view) {
      const told = new Set<string>();
      for (const refusals of refusalsFor(view, reason, of)) {
        const [refusal] = refusals;
        if (!refusal) continue;
        const { object, moving, attempts, touches } = refusal;
        const { seen, ...found } = find(refusal, refusals);
        told.add(keyOf(of(refusal)));
        const about = { object: of(refusal), touches: [object, ...touches], ...onItsWay(moving) };
        yield { ...about, ...found, seen: inBoth`${seen}${attempts}` };
      }
      for (const each of foresee?.(view) ?? []) if (!told.has(keyOf(each.object))) yield each;
    },
  });
}

type OfRefusal = Omit<Written, 'judge'> & {
  readonly reason: Reason;
  /** The refused object, unless it says another one. */
  readonly of?: (refusal: Refusal) => Reference;
  readonly find: (first: Refusal, all: readonly Refusal[]) => Found;
  /** What will be refused, as far as objects tell before a sync. */
  readonly foresee?: (view: View) => Iterable<Observation>;
};

/** A check of the containers of Pods that are not ready; each container of a workload is told once, for its newest Pod. */
export function checkOfContainer({ places = unreadyContainers, find, ...written }: OfContainer): Check {
  return check({
    ...written,
    *judge(view) {
      const told = new Set<string>();
      for (const place of places(view)) {
        const { kind, workload, status, field } = place;
        const key = `${kind} ${workload.metadata.uid ?? ''} ${status.name}`;
        const found = told.has(key) ? undefined : find(view, place);
        if (!found) continue;
        told.add(key);
        const { part, seen, ...rest } = found;
        yield {
          ...aboutWorkload(view, kind, workload),
          ...(field === undefined ? {} : { field: part === undefined ? field : `${field}.${part}` }),
          ...rest,
          seen: inBoth`${seen}${whatGoesOn(view, workload)}`,
        };
      }
    },
  });
}

type OfContainer = Omit<Written, 'judge'> & {
  /** Other containers than those of Pods that are not ready. */
  readonly places?: (view: View) => readonly ContainerPlace[];
  /** `part` is the field of the container; which Pods go on serving is told by the shape. */
  readonly find: (view: View, place: ContainerPlace) => (Omit<Found, 'field'> & { readonly part?: string }) | undefined;
};
