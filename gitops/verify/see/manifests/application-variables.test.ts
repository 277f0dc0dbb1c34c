import assert from 'node:assert/strict';
import { variablesOf } from './application-variables.ts';

describe('variablesOf', () => {
  const application = {
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name: 'shop', namespace: 'argocd' } },
    spec: { destination: { namespace: 'blue' } },
  };
  const source = { repoURL: 'https://example.com/shop.git', path: 'deploy', targetRevision: 'main' };
  const fill = variablesOf(application, source);

  const cases: readonly [text: string, filled: string][] = [
    ['$ARGOCD_APP_NAME.${ARGOCD_APP_NAMESPACE}', 'shop.blue'],
    ['$ARGOCD_APP_PROJECT_NAME', 'default'],
    ['$ARGOCD_APP_SOURCE_REPO_URL $ARGOCD_APP_SOURCE_PATH', 'https://example.com/shop.git deploy'],
    ['$ARGOCD_APP_SOURCE_TARGET_REVISION', 'main'],
    ['$ARGOCD_APP_REVISION_SHORT', '0000000'],
    ['$ARGOCD_APP_NAMED', ''],
    ['a$NOTHING-${NOTHING}b', 'a-b'],
    ['$$5 and $5 and 5$', '$5 and  and 5$'],
  ];
  for (const [text, filled] of cases)
    it(`makes “${filled}” of “${text}”`, () => {
      assert.equal(fill(text), filled);
    });
});
