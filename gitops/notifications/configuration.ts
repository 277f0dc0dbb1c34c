import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** What decides whether something is told, in the words of Argo CD's expressions. */
interface Condition {
  readonly when: string;
  readonly oncePer?: string;
  readonly send: readonly string[];
}

interface Template {
  readonly webhook: Readonly<Record<string, { readonly method: string; readonly path: string; readonly body: string }>>;
}

interface Subscription {
  readonly recipients: readonly string[];
  readonly triggers: readonly string[];
  readonly selector: string;
}

/** The file that Argo CD applies. */
export const CONFIGURATION = 'gitops/argo-cd/notifications/argocd-notifications-cm.yaml';

/** The configuration of Argo CD's notifications, read as Argo CD reads it: YAML within YAML. For tests. */
export function readConfiguration() {
  const { data } = parse(readFileSync(CONFIGURATION, 'utf8')) as { data: Readonly<Record<string, string>> };
  const all = <Content>(prefix: string): Map<string, Content> =>
    new Map(
      Object.entries(data)
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, text]) => [key.slice(prefix.length), parse(text) as Content]),
    );
  return {
    services: all<{ url: string; headers: { name: string; value: string }[] }>('service.webhook.'),
    triggers: all<readonly Condition[]>('trigger.'),
    templates: all<Template>('template.'),
    subscriptions: parse(data.subscriptions ?? '[]') as readonly Subscription[],
  };
}
