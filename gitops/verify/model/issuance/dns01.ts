import type { Solver } from '../../see/objects/cert-manager.ts';
import { webhookConfigurations } from '../relations.ts';
import type { View } from '../../see/view.ts';
import type { Reference } from '../reference.ts';

/** The webhook that cert-manager's own kinds are admitted by. */
export const WEBHOOK = 'webhook.cert-manager.io';

/** The Services of cert-manager's webhook. */
export function webhookServices(view: View): readonly { readonly namespace: string; readonly name: string }[] {
  return view
    .list(webhookConfigurations(WEBHOOK))
    .flatMap(({ webhooks = [] }) => webhooks)
    .flatMap(({ name, clientConfig }) => (name === WEBHOOK && clientConfig?.service ? [clientConfig.service] : []));
}

/** What a DNS-01 solver needs beside itself: a Secret, or an API that a webhook serves. */
export interface Need {
  /** Below the solver: `dns01.cloudflare.apiTokenSecretRef.name`. */
  readonly field: string;
  readonly kind: 'Secret' | 'APIService';
  readonly name: string;
  /** The API group of a webhook, which cert-manager's words name. */
  readonly words: string;
}

/** Every provider names its Secrets in fields that end in `SecretRef`; a webhook's own settings do so by custom. */
export function needsOf({ dns01 = {} }: Solver): readonly Need[] {
  return below(dns01, 'dns01');
}

function below(value: unknown, field: string): readonly Need[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as Readonly<Record<string, unknown>>).flatMap(([key, each]): readonly Need[] => {
    const at = `${field}.${key}`;
    const { name } = (each ?? {}) as { readonly name?: unknown };
    if (key.endsWith('SecretRef') && typeof name === 'string')
      return [{ field: `${at}.name`, kind: 'Secret', name, words: name }];
    // cert-manager: pkg/issuer/acme/dns/webhook/webhook.go
    if (field === 'dns01.webhook' && key === 'groupName' && typeof each === 'string')
      return [{ field: at, kind: 'APIService', name: `v1alpha1.${each}`, words: each }];
    return below(each, at);
  });
}

/**
 * Where cert-manager looks for the Secrets of an issuer: those of a ClusterIssuer are in its cluster resource namespace,
 * which is that of its own Pods unless a flag says otherwise; undefined where that is not known.
 */
export function secretNamespaceOf(view: View, { kind, namespace }: Reference): string | undefined {
  return kind === 'Issuer' ? namespace : webhookServices(view)[0]?.namespace;
}
