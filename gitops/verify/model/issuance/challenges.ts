import { type Moving, movingSince } from '../moving.ts';
import { isIP } from 'node:net';
import { certificatesOf, openChallenges, orderOf, requestOf, type Link } from './certificates.ts';
import type { Certificate, Challenge } from '../../see/objects/cert-manager.ts';
import { conditionOf, type KubernetesObject } from '../../see/objects/kubernetes-object.ts';
import type { Event, Ingress, Pod } from '../../see/objects/workload.ts';
import type { HttpAnswer, NoAnswer } from '../../see/question.ts';
import { acmeErrorOf, type AcmeError } from './acme-errors.ts';
import { validationsOf } from './solvers.ts';
import { addressesOf } from '../trace/dns.ts';
import { referenceTo, type Reference } from '../reference.ts';
import type { Text } from '#program/language.ts';
import { eventsOf, owned } from '../relations.ts';
import { remembered, type View } from '../../see/view.ts';

/** Milliseconds after which a sound self-check has passed; cert-manager repeats it every 10 s. */
const SELF_CHECK = 30_000;

/** The same from the Challenge's creation, where it is not known since when the solver has been ready. */
const UNKNOWN_START = 60_000;

/** Milliseconds that a record may take until all DNS servers of a zone have it. */
const PROPAGATION = 300_000;
const ENDED = ['valid', 'invalid', 'expired', 'errored'];

export type { Link };

/** The HTTP-01 Challenges that have not ended. */
export const pendingHttp01 = remembered('pending HTTP-01', (view) => pending(view, 'HTTP-01'));

/** The same of DNS-01. */
export const pendingDns01 = remembered('pending DNS-01', (view) => pending(view, 'DNS-01'));

function pending(view: View, type: string): readonly Link[] {
  return openChallenges(view).filter(
    ({ challenge }) => challenge.spec.type === type && !ENDED.includes(challenge.status?.state ?? ''),
  );
}

export function challengePath({ spec }: Challenge): string {
  return `/.well-known/acme-challenge/${spec.token ?? ''}`;
}

/** The answers that probes got at each address for the URL of the challenge, which self-check and CA ask too. */
export function answersTo(
  view: View,
  challenge: Challenge,
): readonly { readonly address: string; readonly answer: HttpAnswer | NoAnswer }[] {
  const url = `http://${challenge.spec.dnsName}${challengePath(challenge)}`;
  const { dnsName, key } = challenge.spec;
  if (challenge.spec.token === undefined || key === undefined) return [];
  return addressesOf(view, dnsName).flatMap((address) => {
    const { answers = [] } = view.ask({ ask: 'fetch', url, address, times: 1, expected: key }) ?? {};
    return answers.slice(0, 1).map((answer) => ({ address, answer }));
  });
}

/** Whether an answer is the key of the challenge. */
export function isKey(answer: HttpAnswer | NoAnswer): boolean {
  return 'status' in answer && answer.isExpected === true;
}

/** Whether a probe got the key of a challenge at any address, so that its way through that gateway is sound. */
export function isServed(view: View, challenge: Challenge): boolean {
  return answersTo(view, challenge).some(({ answer }) => isKey(answer));
}

/** An answer in a few words. */
export function wordsOfAnswer(answer: HttpAnswer | NoAnswer): Text {
  if (!('status' in answer)) return { en: `no answer (${answer.code})`, ko: `응답 없음(${answer.code})` };
  if (isKey(answer)) return { en: 'the key', ko: '올바른 키' };
  const to = answer.location === undefined ? '' : ` -> ${answer.location.slice(0, 60)}`;
  if (answer.status === 200) return { en: '200, but not the key', ko: '200이지만 키가 아님' };
  return { en: `${answer.status}${to}`, ko: `${answer.status}${to}` };
}

/** The Pods that cert-manager made to answer a Challenge. */
export function solverPods(view: View, challenge: Challenge): readonly Pod[] {
  return view.list(owned('Pod', challenge));
}

export function solverIngresses(view: View, challenge: Challenge): readonly Ingress[] {
  return view.list(owned('Ingress', challenge));
}

/** The addresses that the controller of an Ingress has written into its status. */
export function addressesOfIngress({ status }: Ingress): readonly string[] {
  return (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? []);
}

/** The self-check of a Challenge whose solver has just started, or is about to. */
export function startOf(view: View, challenge: Challenge): Moving | undefined {
  const by = { en: "cert-manager's self-check", ko: 'cert-manager의 자체 점검' };
  const { creationTimestamp } = challenge.metadata;
  if (challenge.spec.type === 'DNS-01') return movingSince(creationTimestamp, PROPAGATION, by);
  const ready = solverPods(view, challenge)
    .map((pod) => conditionOf(pod, 'Ready'))
    .find((condition) => condition?.status === 'True');
  return ready?.lastTransitionTime === undefined
    ? movingSince(creationTimestamp, UNKNOWN_START, by)
    : movingSince(ready.lastTransitionTime, SELF_CHECK, by);
}

/** Whether it is so early that a wrong answer says nothing. */
export function isStarting(view: View, challenge: Challenge): boolean {
  return (startOf(view, challenge)?.until ?? 0) > view.now;
}

/** The events of an object, newest first. */
export function eventsAbout(view: View, object: KubernetesObject): readonly Event[] {
  const timeOf = ({ lastTimestamp, eventTime, metadata: of }: Event) =>
    lastTimestamp ?? eventTime ?? of.creationTimestamp ?? '';
  return [...view.list(eventsOf(object))].sort((a, b) => timeOf(b).localeCompare(timeOf(a), 'en'));
}

/** Why cert-manager cannot present a Challenge, by its status or else by its events. */
export function presentError(view: View, challenge: Challenge): string | undefined {
  const { presented, reason = '' } = challenge.status ?? {};
  if (presented === true) return undefined;
  if (reason !== '') return reason;
  return eventsAbout(view, challenge).find((event) => event.reason === 'PresentError')?.message;
}

/**
 * Replaces in a text about a challenge what differs at each attempt or is confidential: the random part of the solver's
 * names, the token, the key, and local ports.
 */
export function normalizeMessage(text: string, challenge?: Challenge): string {
  const { token, key } = challenge?.spec ?? {};
  const without = (from: string, part: string | undefined, by: string) => (part ? from.split(part).join(by) : from);
  return without(without(text, key, 'TOKEN.KEY'), token, 'TOKEN')
    .replace(/TOKEN\.[A-Za-z0-9_-]{20,}/g, 'TOKEN.KEY')
    .replace(/cm-acme-http-solver-[a-z0-9]+/g, 'cm-acme-http-solver-…')
    .replace(/\b(\d+\.\d+\.\d+\.\d+|\[[0-9a-f:]+\]):\d+->/g, '$1->');
}

/** What a CA said about a failed validation. */
export interface Failure {
  readonly certificate: Certificate;
  /** The object that has the words. */
  readonly object: Reference;
  /** The public name, if it is known. */
  readonly name?: string;
  /** Whether the CA asked for a record and not for a page, so that the way to the gateway has nothing to do with it. */
  readonly isDns01: boolean;
  readonly error: AcmeError;
  /** The whole sentence. */
  readonly text: string;
}

/** The failures of each Certificate's last attempt, from its Challenges or, where these are gone, from what is left. */
export const failuresOf = remembered('failures', (view): readonly Failure[] => {
  const links = openChallenges(view);
  return certificatesOf(view).flatMap((certificate) => {
    const request = requestOf(view, certificate);
    if (!request) return [];
    const order = orderOf(view, request);
    const own = links.filter((link) => link.certificate === certificate);
    const told = [
      ...own.flatMap(({ challenge }) => {
        const { state = '', reason } = challenge.status ?? {};
        const name = challenge.spec.dnsName;
        const failed = ENDED.includes(state) && state !== 'valid' ? reason : undefined;
        return [{ object: referenceTo('Challenge', challenge), name, text: normalizeMessage(failed ?? '', challenge) }];
      }),
      ...(order ? [{ object: referenceTo('Order', order), text: order.status?.reason ?? '' }] : []),
      ...[order, request].flatMap((object) =>
        object
          ? eventsAbout(view, object)
              .filter(({ reason }) => reason === 'Failed' || reason === 'OrderFailed')
              .map(({ message = '' }) => ({
                object: referenceTo(object === order ? 'Order' : 'CertificateRequest', object),
                text: message,
              }))
          : [],
      ),
      { object: referenceTo('CertificateRequest', request), text: conditionOf(request, 'Ready')?.message ?? '' },
    ];
    const seen = new Set<string>();
    return told.flatMap(({ object, text, ...rest }) => {
      const error = acmeErrorOf(text);
      const name = 'name' in rest ? rest.name : nameIn(text);
      if (!error || seen.has(`${error.type} ${name ?? ''}`) || (name === undefined && seen.size > 0)) return [];
      seen.add(`${error.type} ${name ?? ''}`);
      const plain = name === undefined ? {} : { name };
      return [
        { certificate, object, error, text: normalizeMessage(text), isDns01: isByDns(certificate, name), ...plain },
      ];
    });
  });

  function isByDns(certificate: Certificate, name: string | undefined): boolean {
    const own = validationsOf(view, certificate);
    const ofName = own.filter((each) => each.name.replace(/^\*\./, '') === name);
    return (ofName.length > 0 ? ofName : own).every(({ solver }) => solver.dns01 !== undefined) && own.length > 0;
  }
});

function nameIn(text: string): string | undefined {
  return /authorization error for ([^\s:]+):/.exec(text)?.[1];
}

/** The IP addresses that a CA asked, by its words: `dial tcp 192.0.2.1:80`, `192.0.2.1: Fetching`. */
export function addressesIn(text: string): readonly string[] {
  const candidates = [
    ...[...text.matchAll(/dial tcp \[?([0-9a-f.:]+?)\]?:\d+/gi)].map(([, address = '']) => address),
    ...[...text.matchAll(/(?:^|\s)([0-9a-f.:]+): (?:Fetching|Invalid response|During secondary)/gi)].map(
      ([, address = '']) => address,
    ),
    ...[...text.matchAll(/\[([0-9a-f.:]+)\]/gi)].map(([, address = '']) => address),
  ];
  return [...new Set(candidates)].filter((each) => isIP(each) !== 0);
}
