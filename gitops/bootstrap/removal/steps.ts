import { applicationsOf, type Plan } from '../preflight/plan.ts';
import { place } from '../preflight/sight.ts';
import type { Application } from '../../verify/see/objects/application.ts';
import { accountsOf, type Named, type Remains } from './remains.ts';

/** What becomes of the Secrets with certificates and accounts. */
export type Certificates = 'keep' | 'delete';

/** Objects that are deleted together, because nothing else that is left needs them. */
export interface Step {
  readonly what: string;
  readonly objects: readonly Named[];
  /** Whether their finalizers are taken off first, because nobody is left to do what these wait for, or should. */
  readonly force?: boolean;
}

/**
 * What to delete next, or undefined at the end. It follows from what is there, so removal can be interrupted at any point
 * and begun anew, and takes back an installation that was.
 */
export function nextStep(remains: Remains, plan: Plan, certificates: Certificates): Step | undefined {
  return stepsOf(remains, plan, certificates)[0];
}

/** All steps that are left, in their order. */
export function stepsOf(remains: Remains, plan: Plan, certificates: Certificates): readonly Step[] {
  return allSteps(remains, plan, certificates).filter(({ objects }) => objects.length > 0);
}

function allSteps(remains: Remains, plan: Plan, certificates: Certificates): readonly Step[] {
  const { argo, tracked, others } = remains;
  const [rootName] = applicationsOf(plan.root).map(({ metadata }) => metadata.name);
  const of = (name: string) => tracked[name] ?? [];
  const apps = [...applicationsOf(plan.apps)].reverse();
  const charts = apps.filter(({ spec }) => spec.source?.chart !== undefined);
  const going = charts.filter(
    ({ spec }) => others[isCertManager(spec.source?.chart) ? 'certManager' : 'istio'].length === 0,
  );
  const goes = (installed: typeof charts) => installed.length > 0 && installed.every((each) => going.includes(each));
  const isGone = (name: string) =>
    going.some(({ spec }) => isCertManager(spec.source?.chart) === (name === 'cert-manager'));
  const isOfCertManager = ({ metadata }: Named) => metadata.name.endsWith('cert-manager.io');
  const kept = certificates === 'keep' ? remains.holders : [];
  // A certificate of others may be of our issuers. cert-manager makes the account of an issuer anew that has lost it.
  const keepsIssuers = others.certManager.some(({ kind }) => kind === 'Certificate');
  const isAccount = ({ metadata }: Named) => accountsOf(plan).includes(metadata.name);
  return [
    // The root first, which would bring back the others; without their finalizers, so that it needs no Argo CD that works.
    {
      what: 'the root Application',
      objects: argo.filter(({ kind, metadata }) => kind === 'Application' && metadata.name === rootName),
      force: true,
    },
    {
      what: 'the other Applications',
      objects: argo.filter(({ kind, metadata }) => kind === 'Application' && metadata.name !== rootName),
      force: true,
    },
    { what: 'their projects', objects: argo.filter(({ kind }) => kind === 'AppProject') },
    ...apps
      .filter((each) => takesAllWithIt(each))
      .filter(({ metadata }) => !holdsIssuers(plan, metadata.name))
      .map(({ metadata: { name } }) => ({ what: `what ${name} applied`, objects: of(name) })),
    { what: 'challenges that nobody took back', objects: remains.challenges, force: true },
    ...apps
      .filter(({ metadata }) => holdsIssuers(plan, metadata.name) && !keepsIssuers)
      .map(({ metadata: { name } }) => ({ what: `what ${name} applied`, objects: of(name) })),
    {
      what: 'the certificate and the ACME accounts',
      objects: certificates === 'delete' ? remains.holders.filter((each) => !(keepsIssuers && isAccount(each))) : [],
    },
    ...going.map(({ metadata: { name } }) => ({ what: `what ${name} installed`, objects: of(name) })),
    // A policy for the gateways.
    { what: 'what the root applied itself', objects: isGone('istio') ? of(rootName ?? '') : [] },
    {
      what: 'the definitions of the add-ons',
      objects: remains.definitions.filter((each) => isGone(isOfCertManager(each) ? 'cert-manager' : 'istio')),
    },
    {
      what: 'namespaces of the add-ons',
      objects: remains.namespaces.filter(
        ({ metadata: { name } }) =>
          goes(charts.filter(({ spec }) => spec.destination.namespace === name)) &&
          ![...kept, ...remains.guests].some(({ metadata }) => metadata.namespace === name),
      ),
    },
    { what: 'what istiod left in each namespace', objects: isGone('istio') ? remains.traces : [] },
    { what: 'Argo CD', objects: others.argoCd.length === 0 ? remains.argoCd : [] },
  ];
}

function isCertManager(chart: string | undefined): boolean {
  return chart === 'cert-manager';
}

/** What Argo CD would delete with an Application; another adds to objects that are not its own. */
function takesAllWithIt({ metadata, spec }: Application): boolean {
  const { finalizers = [] } = metadata as { readonly finalizers?: readonly string[] };
  return spec.source?.chart === undefined && finalizers.length > 0;
}

/** Whether an Application applies what certificates are issued with, which must outlive them. */
function holdsIssuers({ objects }: Plan, application: string): boolean {
  return objects[application]?.some(({ kind }) => kind === 'ClusterIssuer') ?? false;
}

/** What stays, and why, a line each. */
export function whatStays(remains: Remains, plan: Plan, certificates: Certificates): readonly string[] {
  const { others, guests, holders } = remains;
  const because = (what: string, objects: readonly Named[]) => {
    const [first] = objects;
    if (!first) return [];
    const more = objects.length > 1 ? ` and ${objects.length - 1} more` : '';
    return [`${what}: ${place(first)}${more} would be lost`];
  };
  const brings = (chart: string) => applicationsOf(plan.apps).some(({ spec }) => spec.source?.chart === chart);
  return [
    ...(certificates === 'keep' ? holders.map((each) => `${place(each)}, for the next installation`) : []),
    ...(brings('cert-manager') ? because('cert-manager', others.certManager) : []),
    ...(brings('istiod') ? because('Istio', others.istio) : []),
    ...because('the namespaces of the add-ons', guests),
    ...because('Argo CD', others.argoCd),
  ];
}
