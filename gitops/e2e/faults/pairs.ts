import { withOtherSecret, withoutIngressClass, withoutIssuer } from './certificate-faults.ts';
import {
  all,
  atGateway,
  certificateIsReady,
  challengeSays,
  httpsAnswers,
  httpsIsReset,
  requestSays,
} from './evidence.ts';
import type { WrittenFault } from './fault.ts';
import { withAuthorizationPolicy } from './gateway-faults.ts';
import { withWrongPort, withWrongSelector } from './route-faults.ts';

/** Two faults at once, of which the cluster shows only one until that is cured. */
export const pairs: readonly WrittenFault[] = [
  {
    name: 'class-and-secret',
    what: 'IngressClass missing, and another Secret than the Gateway asks for',
    roots: ['C5', 'T2'],
    start: 'fresh',
    change: (sound, names) => withOtherSecret(withoutIngressClass(sound), names),
    isVisible: challengeSays(/./),
    cause: /fx-nowhere/,
    seconds: 25,
  },
  {
    name: 'selector-and-policy',
    what: 'a Service without Pods behind a gateway that refuses the host',
    roots: ['H10', 'R9'],
    change: (sound, names, ground) => withAuthorizationPolicy(withWrongSelector(sound), names, ground),
    isVisible: httpsAnswers(403),
    cause: /selector/,
  },
  {
    name: 'issuer-and-port',
    what: 'no issuer, and a port that the Service does not have',
    roots: ['C4', 'R6'],
    start: 'fresh',
    change: (sound) => withWrongPort(withoutIssuer(sound)),
    isVisible: requestSays(/not found/),
    cause: /:81\b/,
    seconds: 15,
  },
  {
    name: 'secret-and-selector',
    what: 'another Secret than the Gateway asks for, and a Service without Pods',
    roots: ['T2', 'R9'],
    start: 'fresh',
    change: (sound, names) => withOtherSecret(withWrongSelector(sound), names),
    isVisible: all(certificateIsReady, httpsIsReset),
    cause: /selector/,
    seconds: 30,
  },
  {
    name: 'class-and-policy',
    what: 'IngressClass missing, and a gateway that refuses the host',
    roots: ['C5', 'H10'],
    start: 'fresh',
    change: (sound, names, ground) => withAuthorizationPolicy(withoutIngressClass(sound), names, ground),
    isVisible: all(atGateway('certificate', 'False'), challengeSays(/403/)),
    cause: /fx-nowhere/,
    seconds: 25,
  },
];
