import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Imports run one way: a folder may not import what is built on it. */
function layer(files, mayNotImport, message) {
  const group = mayNotImport.map((name) => `**/${name}`);
  return {
    files,
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [{ group, message }] }] },
  };
}

const koa = ['koa', '@koa/router', 'koa-bodyparser'];
const kubernetes = ['@kubernetes/client-node'];
const io = ['node:fs', 'node:http', 'node:https', 'node:net', 'node:child_process'];
const rim = ['middleware/*', 'app.ts', 'admin.ts', 'service.ts', 'main.ts', 'simulator/**'];

export default defineConfig(
  globalIgnores(['dist/']),
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // prefer-nullish-coalescing would keep an empty environment variable, which counts as absent.
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'config.ts reads what main.ts hands it' },
      ],
    },
  },
  {
    files: [
      'service/main.ts',
      'service/require-tools.ts',
      'gitops/bootstrap/bootstrap.ts',
      'gitops/e2e/e2e.ts',
      'gitops/e2e/faults/ask-verify.ts',
      'gitops/e2e/faults/faults.ts',
      'gitops/e2e/kind/add-ons.ts',
      'gitops/e2e/make-world.ts',
      'gitops/promote/promote-command.ts',
      'gitops/render/charts-command.ts',
      'gitops/render/render-command.ts',
      'gitops/verify/main.ts',
      'service/image/*.ts',
      '**/*.test.ts',
      '**/*.{access,argocd,browser,image,promtool,registry}.ts',
      '.github/test-builder.ts',
      '.github/test-program.ts',
      'gitops/promote/test-remote.ts',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    // mocha collects what describe and it return.
    files: ['**/*.test.ts', '**/*.{access,argocd,browser,image,promtool,registry}.ts'],
    rules: { '@typescript-eslint/no-floating-promises': 'off' },
  },
  { files: ['service/simulator/page/*.js'], languageOptions: { globals: globals.browser } },
  { files: ['*.cjs'], languageOptions: { globals: globals.node } },
  layer(
    ['service/cek/**'],
    [...koa, ...io, ...rim, 'intents/*', 'tips*.ts', 'config.ts'],
    'cek/ knows only the protocol',
  ),
  layer(['service/intents/**'], [...koa, ...io, ...rim, 'config.ts'], 'intents/ knows cek/ and the tips'),
  layer(
    ['service/middleware/**'],
    [...io, 'app.ts', 'admin.ts', 'service.ts', 'main.ts', 'simulator/**'],
    'see CONTRIBUTING',
  ),
  layer(
    ['service/*.ts'],
    ['simulator/**', 'interaction-model/**', 'gitops/**', ...kubernetes],
    'the image has none of them',
  ),
  layer(
    ['gitops/*.ts', 'gitops/render/**'],
    ['bootstrap/**', 'e2e/**', 'promote/**', 'verify/**'],
    'what others stand on stands on none of them',
  ),
  layer(['gitops/bootstrap/**', 'gitops/verify/cluster/**'], ['e2e/**'], 'only e2e/ knows e2e/'),
  layer(['gitops/verify/*.ts'], ['e2e/**', ...kubernetes], 'only cluster/ knows the client'),
  layer(
    ['gitops/verify/{chain,checks,objects,plan}/**'],
    [
      ...['node:fs', 'node:http', 'node:https', 'node:child_process', 'node:dns/promises', 'node:tls', ...kubernetes],
      ...['cluster/**', 'probe/**', 'repository/**', 'report/**', 'e2e/**', 'clock.ts'],
    ],
    'what judges sees a snapshot, and nothing else',
  ),
);
