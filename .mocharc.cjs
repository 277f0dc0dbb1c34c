const { availableParallelism } = require('node:os');

// `--spec` on the command line adds to a list here, so the list is given only where there is none.
const hasSpec = process.argv.some((argument) => argument.startsWith('--spec'));

module.exports = {
  spec: hasSpec ? [] : ['service/**/*.test.ts', 'gitops/**/*.test.ts', '.github/*.test.ts'],
  // Node before 22.18 does not run TypeScript by itself; the condition goes when support for Node 20 ends.
  'node-option': process.features.typescript ? [] : ['import=tsx'],
  parallel: !hasSpec,
  jobs: availableParallelism(),
  timeout: 60_000,
};
