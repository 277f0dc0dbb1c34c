import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';

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
      'service/testing/image/*.ts',
      'service/testing/run-command.ts',
      'service/program/command.ts',
      'service/program/git.ts',
      '**/*.test.ts',
      '**/*.{access,argocd,browser,helm,image,mutations,promtool,registry}.ts',
      '**/test-*.ts',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    // mocha collects what describe and it return.
    files: ['**/*.test.ts', '**/*.{access,argocd,browser,helm,image,mutations,promtool,registry}.ts'],
    rules: { '@typescript-eslint/no-floating-promises': 'off' },
  },
  { files: ['service/simulator/page/*.js'], languageOptions: { globals: globals.browser } },
  { files: ['*.cjs', '.github/*.js'], languageOptions: { globals: globals.node } },
);
