import type { ParentReference } from './gateway-api.ts';
import type { ServedCertificate } from './x509.ts';
import type { Condition, KubernetesObject, Metadata } from './kubernetes-object.ts';

interface IssuerRef {
  readonly name: string;
  readonly kind?: string;
  readonly group?: string;
}

/** cert-manager.io/v1 Certificate */
export interface Certificate extends KubernetesObject {
  readonly spec: {
    readonly secretName: string;
    readonly dnsNames?: readonly string[];
    readonly commonName?: string;
    readonly ipAddresses?: readonly string[];
    readonly issuerRef: IssuerRef;
    readonly renewBefore?: string;
    readonly isCA?: boolean;
    readonly keystores?: Readonly<Record<string, Keystore | undefined>>;
    readonly privateKey?: {
      readonly algorithm?: string;
      readonly size?: number;
      readonly rotationPolicy?: string;
    };
  };
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly notBefore?: string;
    readonly notAfter?: string;
    readonly renewalTime?: string;
    readonly revision?: number;
    readonly lastFailureTime?: string;
    readonly failedIssuanceAttempts?: number;
  };
}

/** A file in the format of another program that cert-manager adds to the Secret. */
export interface Keystore {
  readonly create?: boolean;
  readonly passwordSecretRef?: { readonly name: string; readonly key?: string };
}

/** cert-manager.io/v1 CertificateRequest; `status.certificate` is a chain in PEM, base64. */
export interface CertificateRequest extends KubernetesObject {
  readonly spec: { readonly issuerRef: IssuerRef };
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly certificate?: string;
    /** The CA that the issuer gave, in PEM, base64; ACME issuers give none. */
    readonly ca?: string;
    /** The facts of `certificate`, which an anonymized dump has in its place. */
    readonly issued?: ServedCertificate;
    readonly failureTime?: string;
  };
}

/** acme.cert-manager.io/v1 Order */
export interface Order extends KubernetesObject {
  readonly spec: { readonly issuerRef: IssuerRef; readonly dnsNames?: readonly string[] };
  readonly status?: {
    readonly state?: string;
    readonly reason?: string;
    readonly url?: string;
    readonly failureTime?: string;
    readonly authorizations?: readonly {
      readonly initialState?: string;
    }[];
  };
}

/** acme.cert-manager.io/v1 Challenge */
export interface Challenge extends KubernetesObject {
  readonly spec: {
    readonly dnsName: string;
    readonly type: string;
    readonly token?: string;
    /** The body that the challenge path must answer with; a dump has a placeholder. */
    readonly key?: string;
  };
  readonly status?: {
    readonly state?: string;
    readonly reason?: string;
    readonly presented?: boolean;
    readonly processing?: boolean;
  };
}

export interface Solver {
  readonly selector?: {
    readonly dnsNames?: readonly string[];
    readonly dnsZones?: readonly string[];
    readonly matchLabels?: Readonly<Record<string, string>>;
  };
  readonly http01?: {
    readonly ingress?: {
      readonly class?: string;
      readonly ingressClassName?: string;
      readonly name?: string;
      readonly ingressTemplate?: { readonly metadata?: Pick<Metadata, 'annotations' | 'labels'> };
    };
    readonly gatewayHTTPRoute?: {
      readonly parentRefs?: readonly ParentReference[];
      readonly labels?: Metadata['labels'];
    };
  };
  /** A provider's settings, by its name. */
  readonly dns01?: Readonly<Record<string, unknown>>;
}

/** cert-manager.io/v1 Issuer and ClusterIssuer */
export interface Issuer extends KubernetesObject {
  readonly spec: {
    readonly acme?: {
      readonly server: string;
      readonly solvers?: readonly Solver[];
      readonly profile?: string;
      readonly privateKeySecretRef?: { readonly name: string };
    };
    readonly ca?: { readonly secretName: string };
    readonly selfSigned?: object;
    readonly vault?: object;
    readonly venafi?: object;
  };
  readonly status?: { readonly conditions?: readonly Condition[] };
}
