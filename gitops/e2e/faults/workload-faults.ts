import { containerEndsAgain, containerWaits, eventTells, podIsUnschedulable } from './evidence.ts';
import type { WrittenFault } from './fault.ts';
import { changed, labelsOf } from './installation.ts';
import { set } from './manifest.ts';

const POD = 'spec.template.spec';
const CONTAINER = `${POD}.containers.0`;

export const workloadFaults: readonly WrittenFault[] = [
  {
    name: 'image-missing',
    what: 'the image does not exist',
    roots: ['W12'],
    change: (sound, _, { image }) =>
      changed(sound, 'deployment', `${CONTAINER}.image`, image.replace(/:[^:/]*$/, ':fx-nowhere')),
    isVisible: containerWaits(/ErrImagePull|ImagePullBackOff/),
    cause: /fx-nowhere/,
    seconds: 40,
  },
  {
    name: 'crash-loop',
    what: 'the container ends again and again',
    roots: ['W13'],
    // It says which variable is missing, and ends.
    change: (sound) => changed(sound, 'deployment', `${CONTAINER}.env.0.value`, ''),
    isVisible: containerEndsAgain,
    cause: /CEK_APPLICATION_IDS is missing/,
    seconds: 45,
  },
  {
    name: 'failing-probe',
    what: 'the readiness probe asks for a path that does not exist',
    roots: ['W14'],
    mayPass: true,
    change: (sound) => changed(sound, 'deployment', `${CONTAINER}.readinessProbe.httpGet.path`, '/fx-nowhere'),
    // The first failures may be those of a program that still starts.
    isVisible: eventTells('Unhealthy', /statuscode: 404/),
    cause: /[Rr]eadiness probe/,
    seconds: 45,
  },
  {
    name: 'unschedulable',
    what: 'no node has what the Pod asks for',
    roots: ['W15'],
    mayPass: true,
    change: (sound) =>
      changed(sound, 'deployment', `${POD}.nodeSelector`, { 'umi-mrdebugger.test/node': 'fx-nowhere' }),
    isVisible: podIsUnschedulable,
    cause: /node affinity|node selector|nodeSelector/,
    seconds: 40,
  },
  {
    name: 'pod-quota',
    what: 'a ResourceQuota of the namespace lets no Pod in',
    roots: ['W16'],
    mayPass: true,
    change: (sound, names) => ({
      ...sound,
      deployment: set(sound.deployment, `${CONTAINER}.env.2`, { name: 'LOG_LEVEL', value: 'debug' }),
      more: [
        {
          ...{ apiVersion: 'v1', kind: 'ResourceQuota' },
          metadata: { name: 'pods', namespace: names.name, labels: labelsOf(names) },
          spec: { hard: { pods: '0' } },
        },
      ],
    }),
    isVisible: eventTells('FailedCreate', /exceeded quota/),
    cause: /exceeded quota/,
    seconds: 40,
  },
  {
    name: 'missing-secret',
    what: 'the container takes a variable from a Secret that does not exist',
    roots: ['W22'],
    mayPass: true,
    change: (sound) => changed(sound, 'deployment', `${CONTAINER}.envFrom`, [{ secretRef: { name: 'fx-nowhere' } }]),
    isVisible: containerWaits(/CreateContainerConfigError/),
    cause: /fx-nowhere/,
    seconds: 40,
  },
];
