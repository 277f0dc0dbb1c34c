const { availableParallelism } = require('node:os');

// `--spec` on the command line adds to a list here, so the list is given only where there is none.
const hasSpec = process.argv.some((argument) => argument.startsWith('--spec'));

module.exports = {
  // The files that take longest first, so that none of them is left over at the end.
  spec: hasSpec ? [] : ['service/**/*.test.ts', '.github/*.test.ts', 'gitops/**/*.test.ts'],
  // Node before 22.18 does not run TypeScript by itself; the condition goes when support for Node 20 ends.
  'node-option': process.features.typescript ? [] : ['import=tsx'],
  parallel: !hasSpec,
  // One more than cores, since some files wait for other programs.
  jobs: availableParallelism() + 1,
  timeout: 60_000,
};
