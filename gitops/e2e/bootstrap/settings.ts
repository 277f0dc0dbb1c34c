import { readSettings, type Settings } from '../settings.ts';

/** Where an installation finds what it installs, as far as it is not where the repository says. */
export interface Sources {
  /** Facts, by their names. */
  readonly facts: Readonly<Record<string, string>>;
  readonly istioVersion: string | undefined;
}

interface BootstrapSettings extends Settings {
  readonly sources: Sources;
}

/** The variables that `npm run e2e` does not read; without one, what the repository says holds. */
export const MORE_VARIABLES: readonly {
  readonly name: string;
  readonly meaning: string;
  readonly fact?: string;
}[] = [
  { name: 'E2E_ARGO_CD_MANIFEST', fact: 'argoCdManifest', meaning: 'what Argo CD is installed from' },
  { name: 'E2E_CERT_MANAGER_CHARTS', fact: 'certManagerCharts', meaning: 'a Helm repository with its chart' },
  { name: 'E2E_ISTIO_CHARTS', fact: 'istioCharts', meaning: 'a Helm repository with its charts' },
  { name: 'E2E_ISTIO_VERSION', meaning: 'the version of these charts' },
];

/** @throws {StartError} with every variable that is missing or wrong */
export function readBootstrapSettings(env: Readonly<Record<string, string | undefined>>): BootstrapSettings {
  const given = (name: string) => env[name]?.trim() || undefined;
  return {
    ...readSettings(env),
    sources: {
      facts: Object.fromEntries(
        MORE_VARIABLES.flatMap(({ name, fact }) => {
          const value = given(name);
          return fact === undefined || value === undefined ? [] : [[fact, value]];
        }),
      ),
      istioVersion: given('E2E_ISTIO_VERSION'),
    },
  };
}
