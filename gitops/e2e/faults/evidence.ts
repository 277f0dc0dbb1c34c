import { getObject, listObjects, type Kubectl } from '../../kubectl.ts';
import type { Application } from '../../verify/see/objects/application.ts';
import type { CertificateRequest, Challenge } from '../../verify/see/objects/cert-manager.ts';
import { conditionOf, type Condition, type KubernetesObject } from '../../verify/see/objects/kubernetes-object.ts';
import type { Event, Pod, Workload } from '../../verify/see/objects/workload.ts';
import { ARGO_CD_NAMESPACE } from '../argo-cd.ts';
import { ask, askPlainly } from '../skill.ts';
import type { Lab } from './fault.ts';
import type { Ground } from './installation.ts';

/** Something that the cluster or its gateway shows by itself. */
export type Evidence = (lab: Lab) => Promise<boolean>;

type Conditioned = KubernetesObject & { readonly status?: { readonly conditions?: readonly Condition[] } };

/** Shown where all of these are. */
export function all(...evidence: readonly Evidence[]): Evidence {
  return async (lab) => {
    for (const each of evidence) if (!(await each(lab))) return false;
    return true;
  };
}

/** Shown from the first moment: the cluster has to do nothing for it. */
export const atOnce: Evidence = () => Promise.resolve(true);

export function httpsAnswers(status: number): Evidence {
  return async ({ target }) => (await ask(target).catch(() => undefined))?.status === status;
}

/** The gateway has no certificate for the name: it ends the handshake. */
export const httpsIsReset: Evidence = async ({ target }) =>
  await ask(target).then(
    () => false,
    (error: unknown) => ['ECONNRESET', 'ECONNREFUSED'].includes(String((error as NodeJS.ErrnoException).code)),
  );

/** Something answers over TLS whose certificate is not trusted under this name. */
export function httpsIsRefused(code: RegExp): Evidence {
  return async ({ target }) =>
    await ask(target).then(
      () => false,
      (error: unknown) => code.test(String((error as NodeJS.ErrnoException).code)),
    );
}

export function httpAnswers(status: number, path = '/'): Evidence {
  return async ({ target }) => (await askPlainly(target, 'GET', path).catch(() => undefined))?.status === status;
}

/** Whether an object of the gateway's namespace is Ready. */
export function atGateway(kind: string, status: 'True' | 'False'): Evidence {
  return (lab) => readyIs(status, lab, kind, lab.ground.gatewayNamespace);
}

export const certificateIsReady = atGateway('certificate', 'True');

/** Whether a Certificate of the application's own namespace is Ready. */
export const ownCertificateIsReady: Evidence = (lab) => readyIs('True', lab, 'certificate', lab.names.name);

async function readyIs(status: string, { kubectl, names }: Lab, kind: string, namespace: string): Promise<boolean> {
  const object = await getObject<Conditioned>(kubectl, `${kind}/${names.name}`, namespace);
  return object !== undefined && conditionOf(object, 'Ready')?.status === status;
}

/** The CertificateRequest says so. */
export function requestSays(words: RegExp): Evidence {
  return async ({ kubectl, names, ground }) => {
    const requests = await listObjects<CertificateRequest>(kubectl, 'certificaterequests', ground.gatewayNamespace);
    return requests
      .filter(({ metadata }) => metadata.annotations?.['cert-manager.io/certificate-name'] === names.name)
      .some(({ status }) => words.test(JSON.stringify(status?.conditions ?? [])));
  };
}

/** The Challenge of the host tells why it is not done. */
export function challengeSays(words: RegExp): Evidence {
  return async ({ kubectl, names, ground }) => {
    return (await challengesIn(kubectl, ground)).some(
      ({ spec, status }) => spec.dnsName === names.host && words.test(status?.reason ?? ''),
    );
  };
}

function challengesIn(kubectl: Kubectl, { gatewayNamespace }: Ground): Promise<readonly Challenge[]> {
  return listObjects<Challenge>(kubectl, 'challenges.acme.cert-manager.io', gatewayNamespace);
}

/** A container of a Pod of the application waits for this reason. */
export function containerWaits(reason: RegExp): Evidence {
  return async (lab) =>
    (await podsOf(lab)).some(({ status }) =>
      (status?.containerStatuses ?? []).some(({ state }) => reason.test(state?.waiting?.reason ?? '')),
    );
}

/** A container ended, was started again, and ended again. */
export const containerEndsAgain: Evidence = async (lab) =>
  (await podsOf(lab)).some(({ status }) =>
    (status?.containerStatuses ?? []).some(
      ({ state, restartCount }) => restartCount > 0 && state?.waiting?.reason === 'CrashLoopBackOff',
    ),
  );

export const podIsUnschedulable: Evidence = async (lab) =>
  (await podsOf(lab)).some(({ status }) =>
    (status?.conditions ?? []).some(({ type, reason }) => type === 'PodScheduled' && reason === 'Unschedulable'),
  );

async function podsOf({ kubectl, names }: Lab): Promise<readonly Pod[]> {
  return await listObjects<Pod>(kubectl, 'pods', names.name);
}

/** An event of the application's namespace. */
export function eventTells(reason: string, words = /^/): Evidence {
  return async ({ kubectl, names }) => {
    const events = await listObjects<Event>(kubectl, 'events', names.name);
    return events.some((event) => event.reason === reason && words.test(event.message ?? ''));
  };
}

/** What Argo CD tells of the Application. */
export function argoCdTells(isSo: (application: Application) => boolean): Evidence {
  return async ({ kubectl, names }) => {
    const application = await getObject<Application>(kubectl, `application/${names.name}`, ARGO_CD_NAMESPACE);
    return application !== undefined && isSo(application);
  };
}

/** What its operation says, or an object of it. */
export function syncSays(words: RegExp): Evidence {
  return argoCdTells(({ status }) => {
    const { message = '', syncResult } = status?.operationState ?? {};
    return [message, ...(syncResult?.resources ?? []).map((each) => each.message ?? '')].some((each) =>
      words.test(each),
    );
  });
}

/** The installation runs, with no rollout and no issuance under way. */
export const isSound: Evidence = all(
  httpsAnswers(200),
  certificateIsReady,
  async ({ kubectl, names }) => {
    const { status, metadata, spec } = (await getObject<Workload>(kubectl, 'deployment/web', names.name)) ?? {};
    return (
      status?.observedGeneration === metadata?.generation &&
      status?.updatedReplicas === spec?.replicas &&
      status?.availableReplicas === spec?.replicas &&
      status?.replicas === spec?.replicas
    );
  },
  async ({ kubectl, names, ground }) => {
    return (await challengesIn(kubectl, ground)).every(({ spec }) => spec.dnsName !== names.host);
  },
);
